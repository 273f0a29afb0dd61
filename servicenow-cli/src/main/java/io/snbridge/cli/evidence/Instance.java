/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Request.Method;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.Stopped;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks an instance with the connectors' own client, and remembers what it answered. Each request is
 * made once. Of one thread.
 */
final class Instance {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServiceNowClient client;
  private final List<Answered> answers = new ArrayList<>();

  Instance(ServiceNowClient client) {
    this.client = client;
  }

  /** What was answered since this was asked for last. */
  List<Answered> taken() {
    List<Answered> taken = List.copyOf(answers);
    answers.clear();
    return taken;
  }

  /** A page of a table, or whatever else is read. */
  Answered get(String path, Map<String, String> parameters) throws InterruptedException {
    return ask(path, parameters, uri -> Request.get(uri, id()));
  }

  Answered post(String path, JsonNode body) throws InterruptedException {
    return ask(path, Map.of(), uri -> Request.write(Method.POST, uri, body.toString(), id()));
  }

  Answered patch(String path, JsonNode body) throws InterruptedException {
    return ask(path, Map.of(), uri -> Request.write(Method.PATCH, uri, body.toString(), id()));
  }

  Answered delete(String path) throws InterruptedException {
    return ask(path, Map.of(), uri -> Request.delete(uri, id()));
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private interface Requests {
    Request to(URI uri);
  }

  private Answered ask(String path, Map<String, String> parameters, Requests requests)
      throws InterruptedException {
    String query =
        parameters.entrySet().stream()
            .map(
                one ->
                    one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", parameters.isEmpty() ? "" : "?", ""));
    Recorded call = new Recorded(requests.to(URI.create(client.baseUrl() + path + query)));
    long begun = System.nanoTime();
    Reply<JsonNode> reply = reply(call);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    Answered answered =
        new Answered(
            call.request().method().name(),
            path,
            parameters,
            call.status,
            call.headers,
            reply instanceof Reply.Ok<JsonNode> ok ? ok.body() : MissingNode.getInstance(),
            reply instanceof Reply.NotOk<JsonNode> no ? words(no.failure()) : "",
            took);
    answers.add(answered);
    return answered;
  }

  private static String words(Failure failure) {
    return (failure.message() + " " + failure.detail()).strip();
  }

  private Reply<JsonNode> reply(Recorded call) throws InterruptedException {
    try {
      return client.send(call).get();
    } catch (CancellationException | ExecutionException failed) {
      Stopped.check(failed);
      throw new IllegalStateException(failed.getCause());
    }
  }

  /** The answer to the last attempt: a session that is refused is tried anew. */
  private static final class Recorded implements Call<JsonNode> {

    private final Request request;
    private volatile int status;
    private volatile Map<String, List<String>> headers = Map.of();

    Recorded(Request request) {
      this.request = request;
    }

    @Override
    public Request request() {
      return request;
    }

    @Override
    public String path() {
      return request.uri().getPath();
    }

    @Override
    public void answered(int code, Supplier<Map<String, List<String>>> all) {
      status = code;
      headers = all.get();
    }

    @Override
    public JsonNode read(InputStream body) throws IOException {
      byte[] bytes = body.readAllBytes();
      return bytes.length == 0 ? MissingNode.getInstance() : JSON.readTree(bytes);
    }
  }
}
