/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the validation of a source asks the instance. */
@NullMarked
package io.snbridge.source.validation;

import org.jspecify.annotations.NullMarked;
