/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.chaos.FaultMix;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chaos tests know every fault. */
class FaultMixTest {

  /** They are whatever they are told to be. */
  private static final Set<String> NOT_KINDS = Set.of("error", "answer", "custom", "chosen");

  @Test
  void everyKindOfFaultIsDealtOrLeftOutWithAReason() {
    Set<String> known = new TreeSet<>();
    FaultNames.all().forEach(known::add);
    Set<String> used = new TreeSet<>(FaultMix.names());
    used.addAll(FaultMix.LEFT_OUT.keySet());

    assertThat(used).containsAll(known);
    assertThat(known).containsAll(FaultMix.LEFT_OUT.keySet());
    assertThat(FaultMix.names()).noneMatch(FaultMix.LEFT_OUT::containsKey);
    assertThat(FaultMix.LEFT_OUT.values()).noneMatch(String::isBlank);
  }

  /** Or a new one would escape the test above. */
  @Test
  void everyKindOfFaultHasAName() throws Exception {
    Set<String> named = new TreeSet<>();
    FaultNames.all().forEach(named::add);
    List<Method> makers =
        Arrays.stream(Fault.class.getDeclaredMethods())
            .filter(method -> java.lang.reflect.Modifier.isPublic(method.getModifiers()))
            .filter(method -> java.lang.reflect.Modifier.isStatic(method.getModifiers()))
            .filter(method -> method.getReturnType() == Fault.class)
            .filter(method -> !NOT_KINDS.contains(method.getName()))
            .collect(Collectors.toList());

    assertThat(makers).hasSizeGreaterThan(20);
    for (Method maker : makers) {
      Object[] arguments =
          Arrays.stream(maker.getParameterTypes()).map(type -> Duration.ofSeconds(1)).toArray();
      assertThat(named).contains(((Fault) maker.invoke(null, arguments)).name());
    }
  }
}
