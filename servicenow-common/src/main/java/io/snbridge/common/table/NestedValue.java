/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An object in the place of a value: a reference, a value with its display value, or any other. */
record NestedValue(List<Member> members) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> SOUGHT = Set.of("value", "display_value");

  /** One member, as its JSON type and its {@link JsonText}. */
  record Member(String name, JsonToken type, String text) {

    boolean isNull() {
      return type == JsonToken.VALUE_NULL;
    }
  }

  /**
   * Reads an object, the parser being at its begin; leaves it at its end.
   *
   * @throws io.snbridge.common.transport.PoisonedBodyException when it has two of what is sought
   */
  static NestedValue read(JsonParser json) throws IOException {
    List<Member> members = new ArrayList<>(3);
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      JsonToken type = json.nextToken();
      if (SOUGHT.contains(name) && member(members, name).isPresent()) {
        throw Envelope.twice("'" + name + "' of an object");
      }
      members.add(new Member(name, type, JsonText.of(json)));
    }
    return new NestedValue(members);
  }

  /** The member {@code value}; an empty text for a JSON null. */
  Optional<String> value() {
    return member(members, "value").map(Member::text);
  }

  /** The member {@code display_value}. */
  Optional<Member> display() {
    return member(members, "display_value");
  }

  private static Optional<Member> member(List<Member> members, String name) {
    for (Member member : members) {
      if (member.name().equals(name)) {
        return Optional.of(member);
      }
    }
    return Optional.empty();
  }

  /** The JSON text of the object. */
  String text() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Member member : members) {
        json.writeFieldName(member.name());
        if (member.type() == JsonToken.VALUE_STRING) {
          json.writeString(member.text());
        } else {
          json.writeRawValue(member.isNull() ? "null" : member.text());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string writer does not fail", e);
    }
    return text.toString();
  }
}
