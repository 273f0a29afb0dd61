/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What one record asks of one row of one table. Values never hold the {@code sys_id}.
 *
 * <p>A write with a {@link #key} is of the row that has the key's values, whatever its id; its
 * {@code sysId} is what a create gives it, and the same for all writes of that key.
 */
public sealed interface Write {

  String table();

  /** The row's id, or what stands for the row until its id is known. */
  String sysId();

  /** What its row's writes have in common, and other rows' have not: they are done in order. */
  default String identity() {
    return sysId();
  }

  /** The same for all writes that may be of one row; of some others, too. */
  default String lane() {
    return key().map(BusinessKey::lane).orElseGet(this::identity);
  }

  /** The values that the row is to be found by; empty when the row is known by its id. */
  default Optional<BusinessKey> key() {
    return Optional.empty();
  }

  /** Changes the row, and creates it with this id when it is not there. */
  record Upsert(String table, String sysId, Map<String, String> values, Optional<BusinessKey> key)
      implements Write {
    public Upsert(String table, String sysId, Map<String, String> values) {
      this(table, sysId, values, Optional.empty());
    }
  }

  /** Creates the row with this id; a row that is there already is left as it is. */
  record Insert(String table, String sysId, Map<String, String> values, Optional<BusinessKey> key)
      implements Write {
    public Insert(String table, String sysId, Map<String, String> values) {
      this(table, sysId, values, Optional.empty());
    }
  }

  /**
   * Creates a row whose id the instance chooses.
   *
   * @param sysId stands for the row, and is not sent
   */
  record Append(String table, String sysId, Map<String, String> values) implements Write {}

  /** Changes the row; refused when it is not there. */
  record Update(String table, String sysId, Map<String, String> values, Optional<BusinessKey> key)
      implements Write {
    public Update(String table, String sysId, Map<String, String> values) {
      this(table, sysId, values, Optional.empty());
    }
  }

  /** Changes the row; nothing when it is not there. */
  record UpdateIfThere(
      String table, String sysId, Map<String, String> values, Optional<BusinessKey> key)
      implements Write {
    public UpdateIfThere(String table, String sysId, Map<String, String> values) {
      this(table, sysId, values, Optional.empty());
    }
  }

  /**
   * Puts a row into a staging table; its transform maps decide what becomes of it.
   *
   * @param sysId stands for what the row is about, and is not sent
   * @param recordId of the record, the same at each delivery; by it the staging row can be found
   */
  record Import(String table, String sysId, String recordId, Map<String, String> values)
      implements Write {}

  /**
   * Has a configuration item identified, and changed or created.
   *
   * @param sysId stands for the item, and is not sent
   */
  record Identify(String table, String sysId, Map<String, String> values, CiPayload payload)
      implements Write {}

  /** Deletes the row; done when it is not there. */
  record Delete(String table, String sysId, Optional<BusinessKey> key) implements Write {
    public Delete(String table, String sysId) {
      this(table, sysId, Optional.empty());
    }
  }

  /** Whether {@link #sysId} is the row's own, known before anything was asked. */
  default boolean isById() {
    return key().isEmpty()
        && !(this instanceof Append)
        && !(this instanceof Import)
        && !(this instanceof Identify);
  }

  /** What is written: column to value; nothing by a delete. */
  default Map<String, String> values() {
    return Map.of();
  }

  /**
   * The same, with other values.
   *
   * @throws IllegalArgumentException for a delete, which has none
   */
  default Write with(Map<String, String> values) {
    if (this instanceof Delete) {
      throw new IllegalArgumentException("A delete writes no columns");
    }
    return copy(sysId(), values, key());
  }

  /** The same, of the row that has the key's values. */
  default Write by(BusinessKey key) {
    return copy(key.sysId(), values(), Optional.of(key));
  }

  private Write copy(String sysId, Map<String, String> values, Optional<BusinessKey> key) {
    if (this instanceof Upsert) {
      return new Upsert(table(), sysId, values, key);
    }
    if (this instanceof Insert) {
      return new Insert(table(), sysId, values, key);
    }
    if (this instanceof Update) {
      return new Update(table(), sysId, values, key);
    }
    if (this instanceof UpdateIfThere) {
      return new UpdateIfThere(table(), sysId, values, key);
    }
    if (this instanceof Import row) {
      return new Import(table(), sysId, row.recordId(), values);
    }
    if (this instanceof Identify item) {
      return new Identify(table(), sysId, values, item.payload());
    }
    return this instanceof Append
        ? new Append(table(), sysId, values)
        : new Delete(table(), sysId, key);
  }

  /**
   * For logs, errors and reports: {@code upsert}, {@code insert}, {@code update}, {@code delete},
   * {@code import}, {@code identify}.
   */
  default String operation() {
    if (this instanceof Append) {
      return "insert";
    }
    return this instanceof UpdateIfThere
        ? "update"
        : getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /**
   * For logs and errors: {@code upsert of incident/0123...}, {@code insert of incident}, {@code
   * update of incident by correlation_id}. Holds no values.
   */
  default String describe() {
    String row = isById() ? "/" + sysId() : "";
    return operation()
        + " of "
        + table()
        + row
        + key().map(found -> " by " + found.describe()).orElse("");
  }
}
