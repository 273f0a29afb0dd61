/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.PoisonedBodyException;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Column to value as one array: rows of a page share their {@link Columns}, so that a row costs no
 * hash table of its own. Immutable.
 */
final class RowValues extends AbstractMap<String, String> {

  private final Columns columns;
  private final String[] values;

  private RowValues(Columns columns, String[] values) {
    this.columns = columns;
    this.values = values;
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public boolean containsKey(Object column) {
    return columns.position(column) >= 0;
  }

  @Override
  public @Nullable String get(Object column) {
    int position = columns.position(column);
    return position < 0 ? null : values[position];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < values.length; i++) {
      action.accept(columns.name(i), values[i]);
    }
  }

  @Override
  public Set<String> keySet() {
    return columns.names();
  }

  @Override
  public Collection<String> values() {
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries();
  }

  private final class Entries extends AbstractSet<Map.Entry<String, String>> {

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < values.length;
        }

        @Override
        public Map.Entry<String, String> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          return Map.entry(columns.name(next), values[next++]);
        }
      };
    }
  }

  /** Makes one row after the other. Owned by the thread that reads the page. */
  static final class Builder {

    private Columns last = Columns.NONE;
    private boolean asLast = true;
    private String[] names = new String[32];
    private String[] values = new String[32];
    private int size;

    void put(String column, String value) {
      if (size == values.length) {
        names = Arrays.copyOf(names, size * 2);
        values = Arrays.copyOf(values, size * 2);
      }
      asLast = asLast && size < last.size() && last.name(size).equals(column);
      names[size] = column;
      values[size++] = value;
    }

    /**
     * What was put since the last call.
     *
     * @throws PoisonedBodyException when a column was put twice
     */
    Map<String, String> build() throws PoisonedBodyException {
      if (!asLast || size != last.size()) {
        last = Columns.of(Arrays.copyOf(names, size));
      }
      Map<String, String> row =
          size == 0 ? Map.of() : new RowValues(last, Arrays.copyOf(values, size));
      asLast = true;
      size = 0;
      return row;
    }
  }
}
