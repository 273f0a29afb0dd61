/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.time.Instant;

/**
 * What a record says of the change that it carries.
 *
 * @param at when the change was made, by the clock of where it was made
 * @param instance where: header {@code servicenow.instance} of the source's records; may be empty
 */
public record Claim(Instant at, String instance) {}
