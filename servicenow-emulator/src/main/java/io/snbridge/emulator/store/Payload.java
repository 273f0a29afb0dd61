/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/**
 * A deleted row as {@code sys_audit_delete} keeps it for Undelete: an element with the name of its
 * class, and in it one for each column. ServiceNow documents no format; it exports rows as XML so.
 */
final class Payload {

  private Payload() {}

  static String of(Row row) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    xml.append('<').append(row.table().name()).append('>');
    for (Column column : row.table().columns()) {
      xml.append('<').append(column.name()).append('>');
      xml.append(escaped(row.value(column)));
      xml.append("</").append(column.name()).append('>');
    }
    return xml.append("</").append(row.table().name()).append('>').toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
