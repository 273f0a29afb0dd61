/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;

/** Maps as Connect stores them: through its JSON converter. */
public final class StoredOffset {

  private static final JsonConverter CONVERTER = converter();

  private StoredOffset() {}

  @SuppressWarnings("unchecked")
  public static Map<String, Object> of(Map<String, ?> map) {
    byte[] bytes = CONVERTER.fromConnectData("offsets", null, map);
    return (Map<String, Object>) CONVERTER.toConnectData("offsets", bytes).value();
  }

  public static String json(Map<String, ?> map) {
    return new String(CONVERTER.fromConnectData("offsets", null, map), StandardCharsets.UTF_8);
  }

  private static JsonConverter converter() {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("schemas.enable", "false"), false);
    return converter;
  }
}
