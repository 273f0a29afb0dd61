/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import java.util.List;
import java.util.Optional;

/**
 * What is compared.
 *
 * @param config how the instance is reached
 * @param table its rows; of a sink, all of the table's, by id and time only
 * @param topic its name
 * @param meaning what its records say
 * @param format of its records
 * @param noValues why values are not compared; empty when they are
 * @param delays how long the connector may take
 * @param notes what else is to be known
 */
record Subject(
    SourceConfig config,
    TableConfig table,
    String topic,
    Direction direction,
    RecordReader.Meaning meaning,
    TopicFormat format,
    Optional<String> noValues,
    SecondLook.Delays delays,
    List<String> notes) {}
