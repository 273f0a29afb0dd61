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

/** What is to work with every Kafka, on the newest one. */
@Suite
@SelectPackages("io.snbridge.it")
@IncludeClassNamePatterns(".*IT")
@ExcludeTags({Lanes.ONE_VERSION, Lanes.ON_OLDEST})
@ConfigurationParameter(key = Lanes.KAFKA, value = "KAFKA_4_3")
@ConfigurationParameter(key = Lanes.ORDER, value = "io.snbridge.it.Lanes$Sequence")
final class NewestKafkaLane {}
