/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * {@code servicenow-kafka evidence}: what an instance answers to the questions on which the
 * connectors rest, without anybody's data.
 */
@NullMarked
package io.snbridge.cli.evidence;

import org.jspecify.annotations.NullMarked;
