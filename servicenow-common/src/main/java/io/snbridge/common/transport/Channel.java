/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.Optional;

/**
 * What the attempts of one kind go through.
 *
 * @param budget of all kinds together
 * @param absence after which they are held back
 * @param clock the clock that their answers tell
 * @param signIns judges refused credentials; empty where there are none
 */
record Channel(
    Timing timing,
    Pacer pacer,
    Reservations budget,
    HttpExchanger exchanger,
    SessionPool sessions,
    Credentials credentials,
    Absence absence,
    Optional<InstanceClock> clock,
    Optional<SignIns> signIns) {

  /** A request of this kind is about to leave. */
  void leaves(Purpose purpose) {
    if (signIns.isEmpty()) {
      exchanger.counts().sentForToken();
    } else {
      exchanger.counts().sentFor(purpose);
    }
  }
}
