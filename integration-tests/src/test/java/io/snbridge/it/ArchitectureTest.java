/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;

/** The arrows and rules of the house. */
@AnalyzeClasses(
    packages = "io.snbridge",
    importOptions = {ImportOption.DoNotIncludeTests.class})
class ArchitectureTest {

  @ArchTest
  static final ArchRule commonKnowsNoConnector =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.common..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.snbridge.source..", "io.snbridge.sink..", "io.snbridge.emulator..")
          .because("arrows point one way: source -> common, sink -> common");

  @ArchTest
  static final ArchRule sourceAndSinkDoNotKnowEachOther =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.source..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snbridge.sink..", "io.snbridge.emulator..")
          .because("each connector can be read, tested and shipped without the other");

  @ArchTest
  static final ArchRule sinkDoesNotKnowSource =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snbridge.source..", "io.snbridge.emulator..")
          .because("each connector can be read, tested and shipped without the other");

  @ArchTest
  static final ArchRule emulatorSharesNoCodeWithTheClient =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.emulator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .because("a mistake that both sides share would never be found");

  @ArchTest
  static final ArchRule nobodyUsesTheCommandLine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.snbridge.common..",
              "io.snbridge.source..",
              "io.snbridge.sink..",
              "io.snbridge.emulator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.snbridge.cli..")
          .because("what is shipped as a plugin must work without it");

  @ArchTest
  static final ArchRule onlyOneCommonPackageKnowsConnect =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.common..")
          .and()
          .resideOutsideOfPackage("io.snbridge.common.connect..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka.connect..")
          .because("what knows ServiceNow must not know the engine that runs it");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.snbridge.(common|source|sink|cli).(*)..")
          .should()
          .beFreeOfCycles()
          .because("a package that needs its user cannot be understood alone");

  private static final PackageMap PACKAGES = PackageMap.ofContributing();

  private static final ArchCondition<JavaClass> USE_NO_PACKAGE_ABOVE_THEIR_OWN =
      new ArchCondition<>("be of a package in CONTRIBUTING.md, and use none above it") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
          if (!PACKAGES.has(type)) {
            events.add(
                SimpleConditionEvent.violated(type, type + " is of a package without a row"));
          }
          for (Dependency use : type.getDirectDependenciesFromSelf()) {
            JavaClass used = use.getTargetClass();
            if (PACKAGES.isAbove(used, type) && !used.isAssignableTo(KafkaException.class)) {
              events.add(SimpleConditionEvent.violated(use, use.getDescription()));
            }
          }
        }
      };

  @ArchTest
  static final ArchRule packagesUseThoseBelowThem =
      classes()
          .that()
          .resideInAnyPackage(
              "io.snbridge.common..",
              "io.snbridge.source..",
              "io.snbridge.sink..",
              "io.snbridge.cli..")
          .should(USE_NO_PACKAGE_ABOVE_THEIR_OWN)
          .because("whoever reads from the top down needs to know nothing of what comes earlier");

  @ArchTest
  static final ArchRule settingsAreTypedBeforeTheyLeaveTheConfiguration =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .and()
          .resideOutsideOfPackages(
              "io.snbridge.common.config", "io.snbridge.source.config", "io.snbridge.sink.config")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(AbstractConfig.class)
          .because("what runs has values with types, and knows no key");

  /** The values of a key may be those that what is built wants. */
  private static final DescribedPredicate<JavaClass> NOT_AN_ENUM =
      DescribedPredicate.describe("not an enum", type -> !type.isEnum());

  @ArchTest
  static final ArchRule sinksConfigurationBuildsNothing =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.sink.config..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                      "io.snbridge.common.transport..",
                      "io.snbridge.sink.column..",
                      "io.snbridge.sink.delivery..",
                      "io.snbridge.sink.importset..",
                      "io.snbridge.sink.ire..",
                      "io.snbridge.sink.lookup..",
                      "io.snbridge.sink.policy..",
                      "io.snbridge.sink.report..",
                      "io.snbridge.sink.table..",
                      "io.snbridge.sink.validation..",
                      "io.snbridge.sink.write..")
                  .and(NOT_AN_ENUM))
          .because("what is built in what order stands in SinkPipeline and WriterChain");

  @ArchTest
  static final ArchRule nobodyUsesARootPackage =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.source.*..", "io.snbridge.sink.*..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("io.snbridge.source", "io.snbridge.sink")
                  .and(not(assignableTo(KafkaException.class))))
          .because("a root puts the others together; dead letters name its two exceptions");

  @ArchTest
  static final ArchRule engineOfWritesKnowsNoApi =
      noClasses()
          .that()
          .resideInAPackage("io.snbridge.sink.write..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.snbridge.sink.column..",
              "io.snbridge.sink.config..",
              "io.snbridge.sink.delivery..",
              "io.snbridge.sink.importset..",
              "io.snbridge.sink.ire..",
              "io.snbridge.sink.lookup..",
              "io.snbridge.sink.policy..",
              "io.snbridge.sink.report..",
              "io.snbridge.sink.table..")
          .because("order, retries and limits are the same for every way to write");

  @ArchTest
  static final ArchRule nothingSleepsInTheConnectors =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(TimeUnit.class, "sleep", long.class)
          .because(
              "waiting happens in one place, on a scheduler, and ends when the task is stopped");

  @ArchTest
  static final ArchRule nullIsNotItsSchemasDefault =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.source..", "io.snbridge.sink..")
          .should()
          .callMethod(Struct.class, "get", String.class)
          .orShould()
          .callMethod(Struct.class, "get", Field.class)
          .because("a null would be written, or looked up, as the default (getWithoutDefault)");

  /** Handing it on, as {@code System::nanoTime}, is no call. */
  private static final DescribedPredicate<JavaCall<?>> READS_THE_CLOCK =
      DescribedPredicate.describe(
          "reads the worker's clock, or monotonic time",
          call -> {
            JavaClass owner = call.getTargetOwner();
            boolean ofTheSystem =
                owner.isEquivalentTo(System.class)
                    && call.getName().matches("currentTimeMillis|nanoTime");
            boolean ofJavaTime =
                owner.getPackageName().equals("java.time")
                    && call.getName().equals("now")
                    && call.getTarget().getRawParameterTypes().isEmpty();
            return ofTheSystem || ofJavaTime;
          });

  @ArchTest
  static final ArchRule timeComesFromAnInjectedClock =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .should()
          .callCodeUnitWhere(READS_THE_CLOCK)
          .because("a test must be able to turn the clock");

  /** A thread, or a pool of them, that nobody told whose it is. */
  private static final DescribedPredicate<JavaCall<?>> MAKES_THREADS_OF_ITS_OWN =
      DescribedPredicate.describe(
          "makes threads, or uses the JVM's",
          call -> {
            JavaClass owner = call.getTargetOwner();
            boolean isTold =
                call.getTarget().getRawParameterTypes().stream()
                    .anyMatch(
                        type ->
                            type.isEquivalentTo(ThreadFactory.class)
                                || type.isEquivalentTo(Executor.class));
            boolean makesThread =
                call instanceof JavaConstructorCall
                    && (owner.isAssignableTo(Thread.class)
                        || owner.isAssignableTo(ExecutorService.class)
                        || owner.isAssignableTo(Timer.class));
            boolean makesPool =
                owner.isEquivalentTo(Executors.class) && call.getName().startsWith("new");
            boolean usesPool =
                owner.isAssignableTo(CompletableFuture.class)
                    && call.getName().matches(".*Async|delayedExecutor|.*Timeout");
            boolean usesCommonPool =
                owner.isEquivalentTo(ForkJoinPool.class)
                    || call.getName().matches("parallel|parallelStream");
            return usesCommonPool || (!isTold && (makesThread || makesPool || usesPool));
          });

  @ArchTest
  static final ArchRule threadsAreToldWhoseTheyAre =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .and()
          .resideOutsideOfPackage("io.snbridge.common.log..")
          .should()
          .callCodeUnitWhere(MAKES_THREADS_OF_ITS_OWN)
          .because("a log line without its connector helps nobody; LogContext hands it over");

  private static final DescribedPredicate<JavaClass> IN_A_NULL_MARKED_PACKAGE =
      DescribedPredicate.describe(
          "be in a package that is @NullMarked",
          type -> type.getPackage().isAnnotatedWith("org.jspecify.annotations.NullMarked"));

  @ArchTest
  static final ArchRule whatMayBeNullSaysSo =
      classes()
          .that()
          .resideInAnyPackage(
              "io.snbridge.metrics..",
              "io.snbridge.common..",
              "io.snbridge.source..",
              "io.snbridge.sink..",
              "io.snbridge.cli..")
          .should(ArchCondition.from(IN_A_NULL_MARKED_PACKAGE))
          .because("NullAway looks at no other");

  @ArchTest
  static final ArchRule httpClientStaysInTheTransport =
      noClasses()
          .that()
          .resideInAnyPackage("io.snbridge.common..", "io.snbridge.source..", "io.snbridge.sink..")
          .and()
          .resideOutsideOfPackage("io.snbridge.common.transport..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..")
          .because("the rest of the house speaks of requests and replies");
}
