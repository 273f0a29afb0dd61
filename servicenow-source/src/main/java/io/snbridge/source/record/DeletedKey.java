/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/** The key that the records of a deleted row had. Owned by one thread. */
final class DeletedKey {

  private final RecordSettings settings;
  private final RecordKey key;
  private final AuditPayload payloads = new AuditPayload();

  DeletedKey(RecordSettings settings, RecordKey key) {
    this.settings = settings;
    this.key = key;
  }

  /**
   * The key.
   *
   * @throws UnknownKeyException when it is made of columns that the audit does not have
   */
  String of(DeletedRow deleted) throws UnknownKeyException {
    return switch (settings.keyMode()) {
      case SYS_ID -> key.of(idOnly(deleted));
      case FIELD_HASH -> key.of(asItWas(deleted));
    };
  }

  /** What is known of every deleted row. */
  Row idOnly(DeletedRow deleted) {
    return new Row(Map.of(settings.idField(), deleted.sysId()), Map.of());
  }

  private Row asItWas(DeletedRow deleted) throws UnknownKeyException {
    String payload =
        deleted
            .payload()
            .filter(xml -> !xml.isBlank())
            .orElseThrow(() -> new UnknownKeyException("it has no payload"));
    Optional<Row> row;
    try {
      row = payloads.row(payload, deleted.sysId());
    } catch (XMLStreamException notXml) {
      throw new UnknownKeyException(
          "its payload is not XML (line %d, column %d)"
              .formatted(
                  notXml.getLocation() == null ? 0 : notXml.getLocation().getLineNumber(),
                  notXml.getLocation() == null ? 0 : notXml.getLocation().getColumnNumber()),
          notXml);
    }
    if (row.isEmpty()) {
      throw new UnknownKeyException("no element of its payload has that sys_id");
    }
    for (String field : settings.keyFields()) {
      if (row.get().value(field).isEmpty()) {
        throw new UnknownKeyException("its payload has no column '" + field + "'");
      }
    }
    return row.get();
  }
}
