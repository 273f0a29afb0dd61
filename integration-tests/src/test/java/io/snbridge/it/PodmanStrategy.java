/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.dockerclient.TransportConfig;

/** Has Testcontainers talk to {@link Podman}, once there is one. */
public final class PodmanStrategy extends DockerClientProviderStrategy {

  private static volatile Optional<Path> socket = Optional.empty();

  /** From now on, this is where Docker is. */
  static void use(Path podman) {
    socket = Optional.of(podman);
  }

  @Override
  public TransportConfig getTransportConfig() {
    return TransportConfig.builder()
        .dockerHost(URI.create("unix://" + socket.orElseThrow()))
        .build();
  }

  @Override
  protected boolean isApplicable() {
    return socket.isPresent();
  }

  @Override
  protected boolean isPersistable() {
    return false;
  }

  @Override
  protected int getPriority() {
    return 1000;
  }

  @Override
  public String getDescription() {
    return "podman at " + socket;
  }
}
