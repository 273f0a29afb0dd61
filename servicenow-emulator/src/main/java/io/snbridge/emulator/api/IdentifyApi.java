/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The Identification and Reconciliation API ({@code /api/now/identifyreconcile}): configuration
 * items found by attributes, then inserted or updated, and their relations. Errors are <b>inside a
 * 200</b>, per item. Lookup and related items are taken and not stored. Thread safe.
 */
public final class IdentifyApi {

  private final Context context;
  private final Map<String, List<List<String>>> identifiers = new ConcurrentHashMap<>();
  private volatile Set<String> sources = Set.of("ServiceNow");

  IdentifyApi(Context context) {
    this.context = context;
  }

  /** Adds attributes by which items of a class, and of those that extend it, are found. */
  public void identifyBy(String className, List<String> attributes) {
    identifiers
        .computeIfAbsent(className, name -> new CopyOnWriteArrayList<>())
        .add(List.copyOf(attributes));
  }

  /** The data sources there are. */
  public void sources(Set<String> names) {
    sources = Set.copyOf(names);
  }

  /** As it was at the start. */
  public void clear() {
    identifiers.clear();
    sources = Set.of("ServiceNow");
  }

  Answer answer(Request request, String user) {
    if (!request.method().equals("POST")) {
      return Errors.methodNotAllowed(request.method());
    }
    Map<String, Object> payload;
    try {
      payload = JsonText.object(request.body());
    } catch (IOException notJson) {
      return Errors.badRequest("The payload is not valid JSON");
    }
    String source = request.parameter("sysparm_data_source");
    Identification run =
        new Identification(context, identifiers, payload, source, sources.contains(source), user);
    // One after the other, as the engine's locks make it for one item.
    return Answer.json(200, context.store().write(run::answer));
  }
}
