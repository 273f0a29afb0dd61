/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import org.junit.platform.suite.api.ConfigurationParameter;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** What would do the same with every Kafka, or has processes of its own: on the newest one. */
@Suite
@SelectPackages("io.snbridge.it")
@IncludeClassNamePatterns(".*IT")
@IncludeTags(Lanes.ONE_VERSION)
@ConfigurationParameter(key = Lanes.KAFKA, value = "KAFKA_4_3")
@ConfigurationParameter(key = Lanes.ORDER, value = "io.snbridge.it.Lanes$Sequence")
final class OneVersionLane {}
