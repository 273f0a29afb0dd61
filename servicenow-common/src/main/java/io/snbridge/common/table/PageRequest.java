/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.List;

/**
 * One list query.
 *
 * @param fields columns to return, dot-walked ones allowed; empty for all
 * @param count whether the instance shall count the matching rows ({@code X-Total-Count})
 */
public record PageRequest(
    String table,
    EncodedQuery query,
    List<String> fields,
    int limit,
    int offset,
    boolean count,
    DisplayValue displayValue) {}
