/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A page of 1,000 rows of 20 columns, as an instance answers it. */
public final class ExamplePage {

  public static final int ROWS = 1000;

  /** Column and internal type, as the dictionary has them. */
  public static final List<List<String>> COLUMNS =
      List.of(
          List.of("number", "string"),
          List.of("short_description", "string"),
          List.of("description", "string"),
          List.of("state", "integer"),
          List.of("priority", "integer"),
          List.of("category", "string"),
          List.of("contact_type", "string"),
          List.of("active", "boolean"),
          List.of("opened_at", "glide_date_time"),
          List.of("closed_at", "glide_date_time"),
          List.of("assigned_to", "reference"),
          List.of("caller_id", "reference"),
          List.of("reopen_count", "integer"),
          List.of("business_duration", "glide_duration"),
          List.of("sys_id", "GUID"),
          List.of("sys_created_on", "glide_date_time"),
          List.of("sys_created_by", "string"),
          List.of("sys_updated_on", "glide_date_time"),
          List.of("sys_updated_by", "string"),
          List.of("sys_mod_count", "integer"));

  private ExamplePage() {}

  /** The body of the answer. */
  public static byte[] body() {
    StringBuilder body = new StringBuilder("{\"result\":[");
    for (int row = 0; row < ROWS; row++) {
      body.append(row == 0 ? "{" : ",{");
      for (int i = 0; i < COLUMNS.size(); i++) {
        String name = COLUMNS.get(i).get(0);
        body.append(i == 0 ? "\"" : ",\"").append(name).append("\":\"");
        body.append(name.equals("sys_id") ? "%032x".formatted(row) : value(i, row)).append('"');
      }
      body.append('}');
    }
    return body.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String value(int column, int row) {
    return switch (COLUMNS.get(column).get(1)) {
      case "integer" -> Integer.toString(row % 9);
      case "boolean" -> Boolean.toString(row % 3 == 0);
      case "glide_date_time" -> "2025-03-%02d 14:%02d:07".formatted(1 + row % 28, row % 60);
      case "glide_duration" -> "1970-01-01 02:%02d:00".formatted(row % 60);
      case "reference" -> "%032x".formatted(row % 50 + 0xabcdefL);
      default -> column == 2 ? "A sentence of a long text. ".repeat(6) : "text of row " + row;
    };
  }

  /** Its rows. */
  public static List<Row> rows() throws IOException {
    return decode(body());
  }

  static List<Row> decode(byte[] body) throws IOException {
    return Envelope.read(new ByteArrayInputStream(body), new RowReader(DisplayValue.FALSE)::rows);
  }
}
