/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads {@code sys_audit_delete.payload}, which Undelete uses: the deleted row as XML. ServiceNow
 * does not document its form, so the row is whichever element has the row's id in a child {@code
 * sys_id}, at any depth and whatever stands around it. Owned by one thread.
 */
final class AuditPayload {

  /** An element that has begun. */
  private static final class Element {
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();
    private boolean leaf = true;
  }

  private final XMLInputFactory xml = XMLInputFactory.newDefaultFactory();

  AuditPayload() {
    xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    xml.setProperty(XMLInputFactory.IS_COALESCING, true);
  }

  /**
   * The deleted row; empty when no element has its id.
   *
   * @throws XMLStreamException when the payload is no XML
   */
  Optional<Row> row(String payload, String sysId) throws XMLStreamException {
    XMLStreamReader reader = xml.createXMLStreamReader(new StringReader(payload));
    try {
      return row(reader, sysId);
    } catch (RuntimeException notForeseen) {
      // The JDK's reader throws some, for entities and names that are not declared.
      throw new XMLStreamException("not XML", reader.getLocation(), notForeseen);
    } finally {
      reader.close();
    }
  }

  private static Optional<Row> row(XMLStreamReader reader, String sysId) throws XMLStreamException {
    Deque<Element> open = new ArrayDeque<>();
    Map<String, String> found = null;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (!open.isEmpty()) {
            open.peek().leaf = false;
          }
          open.push(new Element());
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (!open.isEmpty()) {
            open.peek().text.append(reader.getText());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          Element ended = open.pop();
          if (ended.leaf && !open.isEmpty()) {
            open.peek().columns.putIfAbsent(reader.getLocalName(), ended.text.toString());
          }
          if (found == null && sysId.equalsIgnoreCase(ended.columns.get("sys_id"))) {
            found = ended.columns;
          }
        }
        default -> {
          // Comments and processing instructions say nothing of the row.
        }
      }
    }
    return Optional.ofNullable(found).map(columns -> new Row(columns, Map.of()));
  }
}
