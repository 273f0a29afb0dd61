/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import io.snbridge.sink.record.BusinessKey;

/**
 * A question for a row.
 *
 * @param correlationId of the record that it is for
 */
record LookupRequest(BusinessKey key, String correlationId) {}
