/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Optional;

/**
 * Where in a value the parts of a configuration item are.
 *
 * @param whole whether the value is a payload as ServiceNow documents it, with items and relations,
 *     and nothing below counts
 * @param lookup records by which the item is identified, too
 * @param related records that refer to the item
 * @param relations the item's relations to others
 * @param nativeKey what names the item where it comes from
 */
public record CiFormat(
    boolean whole,
    Optional<ValuePath> lookup,
    Optional<ValuePath> related,
    Optional<ValuePath> relations,
    Optional<ValuePath> nativeKey) {}
