/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a conflict policy of one's own is compiled against; docs/guides/conflicts.md shows one. All
 * of it is public, and changes as the configuration keys do: with a word in the changelog.
 */
@NullMarked
package io.snbridge.sink.conflict;

import org.jspecify.annotations.NullMarked;
