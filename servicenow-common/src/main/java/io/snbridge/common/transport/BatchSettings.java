/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;

/**
 * How requests are put into batches.
 *
 * @param size requests in one batch, at most
 * @param linger how long a request waits for others while a connection is free
 * @param maxBytes what one batch request may be long, about: an instance refuses more than {@code
 *     glide.rest.batch.max.inputSize} for one item, 5 MB unless set, and 10 MB for a whole request
 *     (KB0747638)
 */
public record BatchSettings(int size, Duration linger, int maxBytes) {}
