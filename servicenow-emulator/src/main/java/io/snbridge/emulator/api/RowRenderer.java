/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.query.FieldPath;
import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.Table;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes rows as a request wants them: which fields, which values, with or without links. */
final class RowRenderer {
  /**
   * In every row whose columns are not named (product documentation, "Table API"). It is no column
   * of a table, and no dictionary describes it.
   */
  private static final String TAGS = "sys_tags";

  /** A field with its name as it stands in the JSON. */
  private static final class Field {
    private final FieldPath path;
    private final byte[] name;
    private final byte[] link;

    Field(FieldPath path, String base) {
      this.path = path;
      this.name = ("\"" + path.name() + "\":").getBytes(StandardCharsets.UTF_8);
      this.link =
          ("{\"link\":\"" + base + "/api/now/table/" + path.column().reference() + "/")
              .getBytes(StandardCharsets.UTF_8);
    }
  }

  private final Access access;
  private final List<Field> fields;
  private final DisplayMode mode;
  private final boolean links;
  private final DisplayText text;
  private final Store store;
  private final boolean tagged;
  private final Map<Table, Visible> visible = new LinkedHashMap<>();

  RowRenderer(Store store, Access access, Table table, Request request, View view) {
    this.access = access;
    this.store = store;
    this.mode = DisplayMode.of(request.parameter("sysparm_display_value"));
    this.links = !request.isSet("sysparm_exclude_reference_link");
    this.text = new DisplayText(view.zone());
    String wanted = request.parameter("sysparm_fields");
    this.fields = fields(store, table, wanted, view.base());
    this.tagged = wanted.isBlank() || CommaList.of(wanted).contains(TAGS);
  }

  /**
   * What does not come from the request.
   *
   * @param zone the user's zone
   * @param base scheme, host and port, for links
   */
  record View(java.time.ZoneId zone, String base) {}

  private static List<Field> fields(Store store, Table table, String wanted, String base) {
    List<String> names =
        wanted.isBlank()
            ? table.columns().stream().map(Column::name).toList()
            : CommaList.of(wanted);
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      FieldPath.resolve(store, table, name).ifPresent(path -> fields.add(new Field(path, base)));
    }
    return fields;
  }

  void write(JsonBytes json, Row row) {
    json.raw('{');
    boolean first = true;
    Visible shown = visible(row.table());
    for (Field field : shown.fields()) {
      if (!first) {
        json.raw(',');
      }
      first = false;
      json.raw(field.name);
      write(json, field, row);
    }
    if (shown.tags()) {
      json.raw(first ? "\"sys_tags\":" : ",\"sys_tags\":");
      tags(json, store.tags(row));
    }
    json.raw('}');
  }

  /** Their raw value is empty even where there are some. */
  private void tags(JsonBytes json, String tags) {
    switch (mode) {
      case RAW -> json.string("");
      case DISPLAY -> json.string(tags);
      case BOTH -> json.raw("{\"display_value\":").string(tags).raw(",\"value\":\"\"}");
    }
  }

  private void write(JsonBytes json, Field field, Row row) {
    FieldPath path = field.path;
    String value = path.isPlain() ? row.value(path.column()) : path.value(row);
    boolean link = links && path.column().isReference() && !value.isEmpty();
    switch (mode) {
      case RAW -> {
        if (link) {
          link(json, field, value).raw(",\"value\":").string(value).raw('}');
        } else {
          json.string(value);
        }
      }
      case DISPLAY -> {
        String display = text.of(path, value);
        if (link) {
          link(json, field, value).raw(",\"display_value\":").string(display).raw('}');
        } else {
          json.string(display == null ? "" : display);
        }
      }
      case BOTH -> both(json, field, value, link);
    }
  }

  private void both(JsonBytes json, Field field, String value, boolean link) {
    Column column = field.path.column();
    String display = text.of(field.path, value);
    if (link) {
      link(json, field, value).raw(',');
    } else {
      json.raw('{');
    }
    json.raw("\"display_value\":");
    if (display == null) {
      json.raw("null");
    } else {
      json.string(display);
    }
    if (DisplayText.isMoney(column) && !value.isEmpty()) {
      json.raw(",\"currency_display_value\":").string("USD;" + places(value));
    }
    json.raw(",\"value\":").string(value).raw('}');
  }

  /** Two places at least. */
  private static String places(String amount) {
    int point = amount.indexOf('.');
    return point < 0 ? amount + ".00" : amount.length() - point < 3 ? amount + "0" : amount;
  }

  /** An object that is open, with the link in it. */
  private static JsonBytes link(JsonBytes json, Field field, String value) {
    json.raw(field.link);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      json.raw(c >= 0x80 || c == '"' || c == '\\' || c < 0x20 ? '_' : c);
    }
    return json.raw('"');
  }

  /** What the user sees of the rows of a class. */
  private record Visible(List<Field> fields, boolean tags) {}

  private Visible visible(Table type) {
    return visible.computeIfAbsent(
        type,
        table -> {
          Set<String> hidden = access.hiddenFields(table);
          List<Field> shown =
              hidden.isEmpty()
                  ? fields
                  : fields.stream()
                      .filter(f -> !hidden.contains(f.path.steps().get(0).name()))
                      .toList();
          return new Visible(shown, tagged && !hidden.contains(TAGS));
        });
  }
}
