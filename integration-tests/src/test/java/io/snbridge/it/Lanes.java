/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import io.snbridge.stack.KafkaRuntime;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * What {@link OldestKafkaLane} and {@link NewestKafkaLane} have to know. A class that is run by
 * itself ({@code -Dit.test}) is in neither of them: it runs on both versions, unless one will do.
 */
final class Lanes {

  /** The {@link KafkaRuntime} of a lane. */
  static final String KAFKA = "snbridge.kafka";

  /** JUnit's name for who orders the classes. */
  static final String ORDER = "junit.jupiter.testclass.order.default";

  /** {@code @Order} of classes that take little time and ask little of the processor. */
  static final int LIGHT = 1;

  /** {@code @Order} of a class that promises that something takes no longer than some seconds. */
  static final int PROMPT = 2;

  /** Tag of a class that would do the same with every Kafka: {@link OneVersionLane} has it. */
  static final String ONE_VERSION = "one-version";

  /** Tag of such a class that {@link OldestKafkaLane} has, so that all lanes take as long. */
  static final String ON_OLDEST = "on-oldest";

  /** The same for {@link NewestKafkaLane}. */
  static final String ON_NEWEST = "on-newest";

  private static final Map<String, KafkaRuntime> ONE =
      Map.of(
          ONE_VERSION, KafkaRuntime.KAFKA_4_3,
          ON_OLDEST, KafkaRuntime.KAFKA_3_9,
          ON_NEWEST, KafkaRuntime.KAFKA_4_3);

  private Lanes() {}

  private static Optional<KafkaRuntime> only(Optional<String> name) {
    return name.map(KafkaRuntime::valueOf);
  }

  /** The versions that a class runs on. */
  static final class Versions implements ArgumentsProvider {

    @Override
    public Stream<? extends Arguments> provideArguments(
        ParameterDeclarations parameters, ExtensionContext context) {
      return only(context.getConfigurationParameter(KAFKA))
          .or(() -> context.getTags().stream().filter(ONE::containsKey).findFirst().map(ONE::get))
          .map(Stream::of)
          .orElseGet(() -> Stream.of(KafkaRuntime.values()))
          .map(Arguments::of);
    }
  }

  /**
   * First what is {@code @Order}ed, at the same time in both lanes: what promises seconds is beside
   * nothing that starves it of the processor. Then by name, and backwards on the newest Kafka, so
   * that two of the busiest do not meet.
   */
  static final class Sequence implements ClassOrderer {

    private static final Comparator<ClassDescriptor> BY_NAME =
        Comparator.comparing(test -> test.getTestClass().getName());

    @Override
    public void orderClasses(ClassOrdererContext context) {
      boolean newest =
          only(context.getConfigurationParameter(KAFKA))
              .filter(KafkaRuntime.KAFKA_4_3::equals)
              .isPresent();
      context
          .getClassDescriptors()
          .sort(
              Comparator.comparing(Sequence::place)
                  .thenComparing(newest ? BY_NAME.reversed() : BY_NAME));
    }

    private static int place(ClassDescriptor test) {
      return test.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT);
    }
  }
}
