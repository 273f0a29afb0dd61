/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the instance loads by rules of its own: import sets, identification and reconciliation. */
package io.snbridge.common.load;
