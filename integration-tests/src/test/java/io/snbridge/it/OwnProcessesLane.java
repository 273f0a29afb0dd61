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

/** What needs none of the shared stacks: the archive, builds, and processes of a test's own. */
@Suite
@SelectPackages("io.snbridge.it")
@IncludeClassNamePatterns(".*IT")
@IncludeTags(Lanes.NO_SHARED_STACK)
@ConfigurationParameter(key = Lanes.ORDER, value = "io.snbridge.it.Lanes$Sequence")
final class OwnProcessesLane {}
