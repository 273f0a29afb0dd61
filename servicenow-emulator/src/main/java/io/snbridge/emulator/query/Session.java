/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import java.time.Instant;
import java.time.ZoneId;

/**
 * What a query needs to know of who asks, and of this instance.
 *
 * @param zone the user's zone
 * @param literalsInZone whether plain date-time literals are in that zone instead of UTC
 * @param strict whether an invalid part makes the whole query return nothing
 * @param branchByBranch whether {@code ^NQ} results come branch by branch
 * @param tieSalt decides in which order ties come; zero for the order of the sys_id
 * @param now the instance's clock
 */
public record Session(
    ZoneId zone,
    boolean literalsInZone,
    boolean strict,
    boolean branchByBranch,
    long tieSalt,
    Instant now) {}
