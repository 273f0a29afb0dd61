/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The sink connector: records of Kafka topics become rows of ServiceNow tables. */
@NullMarked
package io.snbridge.sink;

import org.jspecify.annotations.NullMarked;
