/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.source.position.Position.InStream;
import java.util.Optional;

/**
 * What {@code sys_audit_delete} knows of a row that was deleted.
 *
 * @param sysId of the deleted row ({@code documentkey})
 * @param table the class that the row was created in ({@code tablename})
 * @param by the user who deleted it; empty when it is not shown
 * @param payload the row as XML; empty when it was not asked for or is not shown
 * @param position when it was deleted, and the id of its audit row
 */
public record DeletedRow(
    String sysId, String table, Optional<String> by, Optional<String> payload, InStream position) {}
