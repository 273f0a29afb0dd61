/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.stack.Ports;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void usualPortsAreTakenWhenTheyAreFree() {
    assertThat(Addresses.choose(port -> true)).isEqualTo(new Addresses(18080, 18083, 19092));
  }

  @Test
  void nextFreePortStandsInForOneThatIsTaken() {
    Set<Integer> taken = Set.of(18080, 18081, 19092);

    assertThat(Addresses.choose(port -> !taken.contains(port)))
        .isEqualTo(new Addresses(18082, 18083, 19093));
  }

  @Test
  void onePortIsNotChosenTwice() {
    Set<Integer> taken = Set.of(18080, 18081, 18082);

    assertThat(Addresses.choose(port -> !taken.contains(port)))
        .isEqualTo(new Addresses(18083, 18084, 19092));
  }

  @Test
  void saysWhereItHasLookedWhenNoneIsFree() {
    assertThatThrownBy(() -> Addresses.choose(port -> false))
        .hasMessage("No port of 127.0.0.1 from 18080 to 18579 is free");
  }

  @Test
  void portThatSomebodyListensOnIsNotFree() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Ports.isFree(socket.getLocalPort())).isFalse();
    }
  }
}
