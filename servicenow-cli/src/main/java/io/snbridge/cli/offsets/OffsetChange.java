/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import java.util.Map;
import java.util.Optional;

/**
 * A stored offset that is to be another.
 *
 * @param partition whose
 * @param offset the new one; empty to forget what is stored
 */
record OffsetChange(Map<String, ?> partition, Optional<Map<String, Object>> offset) {}
