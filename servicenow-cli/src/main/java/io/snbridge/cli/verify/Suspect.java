/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.Optional;

/**
 * A row whose two sides differ: it may have changed between the two looks.
 *
 * @param inKafka the last record of it, which may say that it is deleted
 * @param inTable as ServiceNow showed it
 */
record Suspect(String id, Optional<TopicState> inKafka, Optional<RowState> inTable) {}
