/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestTest {

  @Test
  void bodyIsNeverPartOfItsText() {
    Request.Body form = Request.Body.of("application/x-www-form-urlencoded", "password=s3cret");
    Request request =
        new Request(
            Request.Method.POST, URI.create("https://x/t"), Optional.of(form), true, "cid-1");

    assertThat(form.toString()).isEqualTo("Body[application/x-www-form-urlencoded]");
    assertThat(request.toString()).contains("cid-1").doesNotContain("s3cret");
  }
}
