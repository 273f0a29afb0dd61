/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** {@code servicenow-kafka translate}: configurations of other connectors into ours. */
@NullMarked
package io.snbridge.cli.translate;

import org.jspecify.annotations.NullMarked;
