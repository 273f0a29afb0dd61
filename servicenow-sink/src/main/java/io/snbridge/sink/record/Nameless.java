/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/**
 * Refuses to create a row for a record that names one where the connector does not look: each
 * record would make another row. Records that name none at all create rows, and are meant to.
 */
final class Nameless {

  private static final Pattern GENERATED_ID = Pattern.compile("[0-9a-fA-F]{32}");

  private static final String RENAME_KEY =
      "rename it with a transform (org.apache.kafka.connect.transforms.ReplaceField$Key, renames=%s:"
          + RowIds.SYS_ID
          + ")";

  private Nameless() {}

  /**
   * @param method insert makes rows on purpose, so that only what must be a sys_id counts
   * @param columns of the row, without {@code sys_id}
   * @throws DataException when the record does name a row: says where, and what to set
   */
  static void check(WriteMethod method, Object key, Map<String, String> columns) {
    KeyContent content = KeyContent.of(key);
    for (String name : content.names()) {
      if (meansSysId(name) && content.field(name).isPresent()) {
        throw new DataException(
            "The key's field '%s' is not '%s', so the row that it means is not found, and each record would create another one: "
                    .formatted(name, RowIds.SYS_ID)
                + RENAME_KEY.formatted(name)
                + ", or set id.mode=derived to compute the row's id from the key");
      }
    }
    columns.forEach((column, value) -> checkColumn(method, column, value));
    if (method != WriteMethod.INSERT
        && content.isStructure()
        && !content.names().contains(RowIds.SYS_ID)) {
      throw new DataException(structure(content));
    }
  }

  private static void checkColumn(WriteMethod method, String column, String value) {
    boolean isId =
        method != WriteMethod.INSERT
            && column.equalsIgnoreCase("id")
            && GENERATED_ID.matcher(value).matches();
    if (isId || (meansSysId(column) && !value.isEmpty())) {
      throw new DataException(
          "The value's field '%s' looks like the row's id and is not '%s', so each record would create another row: set fields.rename=%s:%s, or %s"
              .formatted(
                  column,
                  RowIds.SYS_ID,
                  column,
                  RowIds.SYS_ID,
                  isId
                      ? "write.method=insert when each record is to make a row"
                      : "leave it out with fields.exclude=" + column));
    }
  }

  private static String structure(KeyContent key) {
    List<String> names = key.names();
    if (names.size() == 2 && names.contains("schema") && names.contains("payload")) {
      return "The key is JSON with a schema, and was not read as such: set key.converter=org.apache.kafka.connect.json.JsonConverter";
    }
    return "The key is %s, none of which is '%s', so it names no row, and each record would create another one: "
            .formatted(key.describe(), RowIds.SYS_ID)
        + RENAME_KEY.formatted(names.size() == 1 ? names.get(0) : "<field>")
        + " if it is one, or set id.mode=derived to compute the row's id from the key, id.mode=lookup to find the row by columns, or write.method=insert when each record is to make a row";
  }

  /** {@code sysId}, {@code SYS_ID}, {@code sys-id}: ServiceNow has no other column of that name. */
  private static boolean meansSysId(String name) {
    return !name.equals(RowIds.SYS_ID)
        && name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "").equals("sysid");
  }
}
