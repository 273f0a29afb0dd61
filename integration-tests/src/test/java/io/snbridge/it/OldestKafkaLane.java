/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.ExcludeTags;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * One of the three parts of the integration tests, which run side by side, each in a JVM of its
 * own: all on the oldest Kafka.
 */
@Suite
@SelectPackages("io.snbridge.it")
@IncludeClassNamePatterns(".*IT")
@ExcludeTags({Lanes.ONE_VERSION, Lanes.ON_NEWEST})
@ConfigurationParameter(key = Lanes.KAFKA, value = "KAFKA_3_9")
@ConfigurationParameter(key = Lanes.ORDER, value = "io.snbridge.it.Lanes$Sequence")
final class OldestKafkaLane {}
