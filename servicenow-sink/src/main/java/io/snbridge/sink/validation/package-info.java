/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the validation of a sink asks the instance. */
@NullMarked
package io.snbridge.sink.validation;

import org.jspecify.annotations.NullMarked;
