/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.util.function.Consumer;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An emulator for a test class: started before the first test, reset before each, handed to
 * parameters of type {@link ServiceNowEmulator}.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ServiceNowEmulatorExtension SERVICENOW =
 *     new ServiceNowEmulatorExtension(b -> b.credentials("admin", "secret"));
 * }</pre>
 *
 * <p>or {@code @ExtendWith(ServiceNowEmulatorExtension.class)} with everything as it comes. Not for
 * tests of one class that run in parallel.
 */
public final class ServiceNowEmulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {
  private final Consumer<EmulatorBuilder> settings;
  private ServiceNowEmulator emulator;
  private boolean startedForOneTest;

  /**
   * An emulator as it comes: user {@code admin}, password {@code secret}, no tables but the
   * system's.
   */
  public ServiceNowEmulatorExtension() {
    this(builder -> {});
  }

  /** An emulator with settings of its own. */
  public ServiceNowEmulatorExtension(Consumer<EmulatorBuilder> settings) {
    this.settings = settings;
  }

  /**
   * The emulator.
   *
   * @throws IllegalStateException when it does not run
   */
  public ServiceNowEmulator emulator() {
    if (emulator == null) {
      throw new IllegalStateException("The emulator runs only while the tests of its class run");
    }
    return emulator;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (emulator == null) {
      start();
    }
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (emulator == null) {
      start();
      startedForOneTest = true;
    } else {
      emulator.reset();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (startedForOneTest) {
      startedForOneTest = false;
      emulator.close();
      emulator = null;
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    boolean nested = context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
    if (emulator != null && !nested) {
      emulator.close();
      emulator = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ServiceNowEmulator.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return emulator();
  }

  private void start() {
    EmulatorBuilder builder = ServiceNowEmulator.builder();
    settings.accept(builder);
    emulator = builder.start();
  }
}
