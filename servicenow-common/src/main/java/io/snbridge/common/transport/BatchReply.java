/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of the items of a batch, by id. An item may be in neither: the quota ended while it
 * ran.
 *
 * @param unserviced items that were not begun
 */
record BatchReply(Map<String, BatchItem.Answered> serviced, Set<String> unserviced) {

  /** The stream belongs to who opened it. */
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamReadFeature.AUTO_CLOSE_SOURCE).build();

  /**
   * Reads the answer to its end.
   *
   * @throws PoisonedBodyException when it is not the answer of a batch
   */
  static BatchReply read(InputStream body) throws IOException {
    Map<String, BatchItem.Answered> serviced = new HashMap<>();
    Set<String> unserviced = new HashSet<>();
    boolean hasServiced = false;
    try (JsonParser json = JSON.createParser(body)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        json.nextToken();
        switch (name) {
          case "serviced_requests" -> {
            if (hasServiced) {
              throw twice("\"serviced_requests\"");
            }
            hasServiced = true;
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              item(json, serviced);
            }
          }
          case "unserviced_requests" -> {
            expect(json.currentToken(), JsonToken.START_ARRAY);
            while (json.nextToken() != JsonToken.END_ARRAY) {
              expect(json.currentToken(), JsonToken.VALUE_STRING);
              unserviced.add(json.getText());
            }
          }
          case "error" -> throw new PoisonedBodyException("an error in place of a batch", false);
          default -> json.skipChildren();
        }
      }
      expect(json.currentToken(), JsonToken.END_OBJECT);
      if (json.nextToken() != null) {
        throw new PoisonedBodyException("not a batch: something follows its answer", false);
      }
    }
    if (!hasServiced) {
      throw new PoisonedBodyException("the body has no \"serviced_requests\"", false);
    }
    for (String id : unserviced) {
      if (serviced.containsKey(id)) {
        throw new PoisonedBodyException("an item of the batch was done, and was not begun", false);
      }
    }
    return new BatchReply(Map.copyOf(serviced), Set.copyOf(unserviced));
  }

  private static void item(JsonParser json, Map<String, BatchItem.Answered> serviced)
      throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    String id = "";
    int status = 0;
    String reason = "";
    byte[] body = {};
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken value = json.nextToken();
      switch (name) {
        case "id" -> {
          if (!value.isScalarValue()) {
            throw new PoisonedBodyException("not a batch: the id of an item is no text", false);
          }
          id = json.getText();
        }
        case "status_code" -> {
          status = json.getValueAsInt();
          json.skipChildren();
        }
        case "status_text" -> {
          reason = json.getValueAsString("");
          json.skipChildren();
        }
        case "body" -> {
          body = value == JsonToken.VALUE_STRING ? json.getBinaryValue() : body;
          json.skipChildren();
        }
        default -> json.skipChildren();
      }
    }
    if (serviced.put(id, new BatchItem.Answered(status, reason, body)) != null) {
      throw twice("an item of the batch");
    }
  }

  /** Which of the two is true is not known, and a write that was refused may have been done. */
  private static PoisonedBodyException twice(String what) {
    return new PoisonedBodyException(what + " is there twice", false);
  }

  private static void expect(JsonToken seen, JsonToken wanted) throws PoisonedBodyException {
    if (seen != wanted) {
      throw new PoisonedBodyException("not a batch: " + seen + " instead of " + wanted, false);
    }
  }
}
