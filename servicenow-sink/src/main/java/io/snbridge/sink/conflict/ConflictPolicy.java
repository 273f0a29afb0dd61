/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Configurable;

/**
 * Decides what a record does to a row that others change, too. {@code conflict.policy} names it, by
 * the name of its class when it is one's own: a public class with a public constructor without
 * parameters, in a jar in the same plugin directory as the connector's.
 *
 * <p>Each task makes one. {@link #columns} and {@link #decide} are called on any thread, for many
 * rows at a time, but for the changes of one row one after the other, in the order of its records.
 * They must be thread-safe, and must not block: all writes of the task run on those threads. What
 * they throw refuses the record, as {@link Decision#refuse} does.
 */
public interface ConflictPolicy extends Configurable, AutoCloseable {

  /**
   * Called once, before anything else, when a task starts.
   *
   * @param settings all of the connector's; a policy's own keys begin with {@code
   *     conflict.policy.}, and others are refused as unknown when the connector is created
   * @throws org.apache.kafka.common.config.ConfigException for a setting that is wrong: the task
   *     fails with its message
   */
  @Override
  default void configure(Map<String, ?> settings) {}

  /**
   * The columns of the row that {@link #decide} is to see.
   *
   * @return empty when the change can be decided without its row, which saves reading it
   */
  Set<String> columns(Change change);

  /**
   * Decides.
   *
   * @param row the row as it was just now; empty when there is none or the user may not see it,
   *     when {@link #columns} asked for nothing, and for an {@link Change.Operation#INSERT}, which
   *     leaves a row that is there already as it is
   */
  Decision decide(Change change, Optional<CurrentRow> row);

  /** Called when the task stops. */
  @Override
  default void close() {}
}
