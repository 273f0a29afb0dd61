/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

/**
 * Who a client signs in as. Both texts are hashes: neither a name nor a secret can be read in them.
 *
 * @param user the same for the same user of the same instance
 * @param credentials the same only if the secrets are the same, too
 */
public record ClientIdentity(String user, String credentials) {}
