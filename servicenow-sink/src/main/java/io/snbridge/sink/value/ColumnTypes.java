/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import io.snbridge.common.schema.TableColumn;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the columns of each {@code internal_type} hold; the guide has the same table. */
public final class ColumnTypes {

  private static final ColumnType TEXT = new TextType();

  private static final ColumnType INTEGER = NumberType.whole(BigDecimal.valueOf(1L << 31));
  private static final ColumnType LONG = NumberType.whole(new BigDecimal("9223372036854775808"));
  private static final ColumnType DECIMAL = NumberType.decimal();
  private static final ColumnType DATE_TIME = new DateTimeType();

  private static final Map<String, ColumnType> TYPES =
      Stream.of(
              of(new BooleanType(), "boolean"),
              of(INTEGER, "integer"),
              of(LONG, "longint", "counter", "count", "order_index", "auto_increment"),
              of(DECIMAL, "decimal", "percent_complete"),
              of(NumberType.floating(), "float", "double"),
              of(NumberType.money(), "currency", "price"),
              of(DATE_TIME, "glide_date_time", "due_date", "calendar_date_time"),
              of(new DateType(), "glide_date"),
              of(new TimeType(), "glide_time", "glide_utc_time"),
              of(new DurationType(), "glide_duration", "timer"),
              of(
                  new ListType(),
                  "glide_list",
                  "user_roles",
                  "slushbucket",
                  "field_list",
                  "table_list"),
              of(new IdType(), "GUID"),
              of(
                  new PatternType("valid IP address", Pattern.compile("[0-9A-Fa-f:.]{2,45}")),
                  "ip_addr"),
              of(
                  new PatternType("color", Pattern.compile("#[0-9A-Fa-f]{3,8}|[A-Za-z]{3,30}")),
                  "color"),
              of(
                  new PatternType("telephone number", Pattern.compile("\\+?[0-9 ().-]{2,40}")),
                  "phone_number_e164"))
          .flatMap(types -> types.entrySet().stream())
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private ColumnTypes() {}

  private static Map<String, ColumnType> of(ColumnType type, String... internalTypes) {
    return Stream.of(internalTypes).collect(Collectors.toMap(name -> name, name -> type));
  }

  /** The internal types whose columns do not take any text. */
  static Set<String> checked() {
    return TYPES.keySet();
  }

  /**
   * Makes a value fit a column.
   *
   * @param column empty when nobody knows it: then it takes any text
   * @param display whether texts are what users see ({@code input.display.value}), which are sent
   *     as they are
   */
  public static Fit convert(
      Optional<TableColumn> column, FieldValue value, Provenance from, boolean display) {
    if (value.text().isEmpty()) {
      return new Fit.As("");
    }
    boolean isShown =
        value instanceof FieldValue.Text
            || value instanceof FieldValue.Moment
            || value instanceof FieldValue.Day
            || value instanceof FieldValue.TimeOfDay;
    ColumnType type = display && isShown ? TEXT : type(column);
    return type.convert(value, from);
  }

  /** Whether {@code 7} and {@code 7.0} are one in a column. */
  public static boolean isNumber(TableColumn column) {
    return type(Optional.of(column)) instanceof NumberType;
  }

  private static ColumnType type(Optional<TableColumn> column) {
    return column.map(known -> TYPES.getOrDefault(known.internalType(), TEXT)).orElse(TEXT);
  }
}
