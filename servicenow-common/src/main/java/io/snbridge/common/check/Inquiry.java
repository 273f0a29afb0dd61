/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.Tables;

/**
 * What questions are asked with.
 *
 * @param tables blocks until there is an answer, of which there is one attempt
 * @param dictionary reads each of its pages once for all questions
 * @param userKey the key of whoever the requests are made as
 */
public record Inquiry(Tables tables, Dictionary dictionary, String userKey) {}
