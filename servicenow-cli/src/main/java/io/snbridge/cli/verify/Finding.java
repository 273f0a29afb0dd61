/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.Optional;

/**
 * A row that still differs after a second look, and has not changed meanwhile.
 *
 * @param inKafka the last record of it, if there is one
 * @param inTable as ServiceNow shows it, if it does
 */
record Finding(Kind kind, String id, Optional<TopicState> inKafka, Optional<RowState> inTable) {}
