/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What every command does alike: answers for people and for programs, exit codes, progress. */
@NullMarked
package io.snbridge.cli.console;

import org.jspecify.annotations.NullMarked;
