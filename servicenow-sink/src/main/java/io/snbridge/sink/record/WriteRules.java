/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.DataException;

/**
 * Which write a record asks for.
 *
 * <table>
 * <caption>What an event's operation becomes under each {@code write.method}</caption>
 * <tr><th></th><th>none told</th><th>created, read</th><th>updated</th><th>deleted</th></tr>
 * <tr><td>upsert</td><td>upsert</td><td>upsert</td><td>upsert</td><td>delete</td></tr>
 * <tr><td>insert</td><td>insert</td><td>insert</td><td>update</td><td>delete</td></tr>
 * <tr><td>update</td><td>update</td><td>update</td><td>update</td><td>delete</td></tr>
 * </table>
 */
public record WriteRules(WriteMethod method, NotFound notFound, NullValues nullValues) {

  /**
   * The write of a record with a row.
   *
   * @param id empty when the record names no row
   * @param key the record's, for errors
   * @param create the write that creates a row then
   * @throws DataException when the write needs a row to be named, and none is
   */
  Write write(
      Optional<Operation> operation,
      String table,
      Optional<String> id,
      Object key,
      Map<String, String> values,
      Supplier<Write> create) {
    boolean changes = operation.filter(Operation.UPDATE::equals).isPresent();
    if (method == WriteMethod.UPDATE || (method == WriteMethod.INSERT && changes)) {
      return update(table, named(id, "An update", key), values);
    }
    if (method == WriteMethod.UPSERT && (id.isPresent() || changes)) {
      return new Write.Upsert(table, named(id, "An update", key), values);
    }
    return id.<Write>map(named -> new Write.Insert(table, named, values)).orElseGet(create);
  }

  private Write update(String table, String id, Map<String, String> values) {
    return switch (notFound) {
      case FAIL -> new Write.Update(table, id, values);
      case IGNORE -> new Write.UpdateIfThere(table, id, values);
      case INSERT -> new Write.Upsert(table, id, values);
    };
  }

  /**
   * The write of a delete event.
   *
   * @param key the record's, for errors
   * @throws DataException when no row is named
   */
  Write delete(String table, Optional<String> id, Object key) {
    return new Write.Delete(table, named(id, "A delete", key));
  }

  private static String named(Optional<String> id, String what, Object key) {
    return id.orElseThrow(
        () ->
            new DataException(
                what
                    + " needs to know the row: a key that is a sys_id (32 letters or digits), a"
                    + " 'sys_id' field, something at value.id.path, or id.mode=derived or lookup."
                    + " The key is "
                    + KeyContent.of(key).describe()));
  }
}
