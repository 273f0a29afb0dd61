/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.sink.record.BusinessKey;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.value.ColumnTypes;
import io.snbridge.sink.value.FieldValue;
import io.snbridge.sink.value.Fit;
import io.snbridge.sink.value.LooseText;
import io.snbridge.sink.write.WriteCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** One write, with the values that its table's columns hold. Used once, by one thread. */
final class FittedWrite {

  /** What a refusal shows of a value. */
  private static final int SHOWN = 60;

  /** A refusal names so many columns. */
  private static final int NAMED = 5;

  private final WriteCall call;
  private final ColumnFindings found;
  private final ColumnConversion.Invalid invalid;
  private final boolean display;
  private final List<String> misfits = new ArrayList<>();
  private final Map<TableColumn, String> leftOut = new LinkedHashMap<>();
  private final Write write;

  /**
   * @param display whether texts are what users see
   */
  FittedWrite(
      WriteCall call, ColumnFindings found, ColumnConversion.Invalid invalid, boolean display) {
    this.call = call;
    this.found = found;
    this.invalid = invalid;
    this.display = display;
    Write asked = call.write();
    Write valued = asked.values().isEmpty() ? asked : asked.with(values(asked.values()));
    this.write = asked.key().map(this::key).map(valued::by).orElse(valued);
  }

  /** Why nothing can be written. */
  Optional<String> refusal() {
    if (!misfits.isEmpty()) {
      String all = misfits.stream().limit(NAMED).collect(Collectors.joining("; "));
      int more = misfits.size() - NAMED;
      return Optional.of(
          "%s%s. Make it fit, leave it out (fields.exclude), or see invalid.values"
              .formatted(all, more > 0 ? "; and %d more".formatted(more) : ""));
    }
    return write.values().isEmpty() && !call.write().values().isEmpty()
        ? Optional.of(
            "without what its columns do not hold there is nothing to write: "
                + String.join("; ", leftOut.values()))
        : Optional.empty();
  }

  /** Its columns whose values are left out, and why. */
  Map<TableColumn, String> leftOut() {
    return leftOut;
  }

  /** The write, when there is no {@link #refusal}. */
  Write write() {
    return write;
  }

  private Map<String, String> values(Map<String, String> asked) {
    Map<String, String> fitting = new LinkedHashMap<>();
    asked.forEach(
        (column, text) -> {
          FieldValue value = call.given().value(column, text);
          boolean isNowhere =
              value instanceof FieldValue.Nothing nothing
                  && nothing.mayBeObject()
                  && found.unknown().contains(column);
          if (!isNowhere) {
            fit(column, value, false).ifPresent(fits -> fitting.put(column, fits));
          }
        });
    // Nothing but objects that are null: then their names are what there is to be judged.
    boolean isNowhere = fitting.isEmpty() && misfits.isEmpty() && leftOut.isEmpty();
    return isNowhere ? asked : fitting;
  }

  private BusinessKey key(BusinessKey asked) {
    SortedMap<String, String> values = new TreeMap<>();
    asked
        .values()
        .forEach(
            (column, text) ->
                values.put(
                    column, fit(column, call.given().value(column, text), true).orElse(text)));
    var numbers =
        values.keySet().stream()
            .filter(column -> column(column).filter(ColumnTypes::isNumber).isPresent())
            .collect(Collectors.toSet());
    numbers.forEach(
        column -> values.computeIfPresent(column, (name, text) -> LooseText.number(text)));
    return new BusinessKey(asked.table(), values, asked.exact(), numbers);
  }

  /**
   * @param isKey whether the row is looked up by it: then it cannot be left out
   */
  private Optional<String> fit(String column, FieldValue value, boolean isKey) {
    Optional<TableColumn> described = column(column);
    Fit fit = ColumnTypes.convert(described, value, call.given().from(), display);
    if (fit instanceof Fit.As as) {
      return Optional.of(as.text());
    }
    String why = describe(column, described, value, ((Fit.Not) fit).why());
    boolean isNested = value instanceof FieldValue.Items list && !list.mayBeText();
    if (described.isEmpty() || isNested || invalid == ColumnConversion.Invalid.FAIL) {
      misfit(why);
      return Optional.empty();
    }
    if (invalid == ColumnConversion.Invalid.IGNORE) {
      return Optional.of(value.text());
    }
    if (isKey) {
      misfit(why + ", and the row is looked up by it");
    } else {
      leftOut.put(described.get(), why);
    }
    return Optional.empty();
  }

  private void misfit(String why) {
    if (!misfits.contains(why)) {
      misfits.add(why);
    }
  }

  private Optional<TableColumn> column(String name) {
    return found.described().flatMap(table -> table.column(name));
  }

  private static String describe(
      String name, Optional<TableColumn> column, FieldValue value, String why) {
    return column
        .map(
            known ->
                "column '%s' is of type '%s', and %s %s"
                    .formatted(name, known.internalType(), shown(known, value), why))
        .orElseGet(() -> "the value of column '%s' %s".formatted(name, why));
  }

  /** One line of bounded length, and nothing of a password. */
  private static String shown(TableColumn column, FieldValue value) {
    String type = column.internalType();
    if (type.startsWith("password") || type.equals("glide_encrypted")) {
      return "its value";
    }
    return "'" + OneLine.of(value.text(), SHOWN) + "'";
  }
}
