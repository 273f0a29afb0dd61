/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * One of the two halves of the integration tests, which run side by side, each in a JVM of its own:
 * all on the oldest Kafka, and then what needs none of the shared stacks.
 */
@Suite
@SelectPackages("io.snbridge.it")
@IncludeClassNamePatterns(".*IT")
@ConfigurationParameter(key = Lanes.KAFKA, value = "KAFKA_3_9")
@ConfigurationParameter(key = Lanes.ORDER, value = "io.snbridge.it.Lanes$Sequence")
final class OldestKafkaLane {}
