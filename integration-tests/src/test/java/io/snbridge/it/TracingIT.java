/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import io.snbridge.stack.Ports;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code monitoring/opentelemetry.properties}, on a real worker with OpenTelemetry's Java agent:
 * each request of source and sink is a span, with the correlation ID that ServiceNow gets.
 */
@Tag(Lanes.ONE_VERSION)
class TracingIT {

  private static final String CORRELATION = "http.request.header.x-correlation-id";

  /** A request, by what both sides know of it. */
  private record Seen(String correlationId, String method, String path, int status) {}

  @Test
  void eachRequestIsASpanWithItsCorrelationId() throws Exception {
    try (SpanReceiver receiver = SpanReceiver.start();
        ServiceNowEmulator instance =
            ServiceNowEmulator.builder()
                .port(0)
                .credentials(ConnectIT.USER, ConnectIT.PASSWORD)
                .start();
        LocalStack stack = start(receiver)) {
      instance.table("u_read", ColumnDefinition.col("u_name", "string"));
      instance.table("u_written", ColumnDefinition.col("u_name", "string"));
      instance.insert("u_read", Map.of("u_name", "a"));
      instance.faults().next(1, Fault.unavailable(), RequestMatcher.table("u_read"));
      TopicWriter writer = new TopicWriter(stack.bootstrapServers(), "u_written");
      writer.send("%032x".formatted(1), "{\"u_name\": \"b\"}");
      writer.finish();
      stack
          .rest()
          .create(
              connector(
                  "trace-source",
                  instance,
                  "source",
                  Map.of("tables", "u_read", "topic.prefix", "t")));
      stack.rest().create(connector("trace-sink", instance, "sink", Map.of("topics", "u_written")));

      await("the row is written")
          .atMost(ConnectIT.PATIENCE)
          .until(() -> instance.count("u_written") == 1);
      await("rows are read after the retry")
          .atMost(ConnectIT.PATIENCE)
          .until(() -> stack.rest().offsets("trace-source").toString().contains("u_read"));
      // Of requests that were answered the span is not cut off.
      List<Seen> requests = requests(instance.requests().all());
      await("each request has its span")
          .atMost(ConnectIT.PATIENCE)
          .untilAsserted(() -> assertThat(spans(receiver)).containsAll(requests));

      List<Seen> spans = spans(receiver);
      assertThat(spans).extracting(Seen::status).contains(200, 201, 503);
      assertThat(spans).extracting(Seen::method).contains("GET", "POST");
      assertThat(failed(receiver)).contains(503).doesNotContain(200, 201);
      assertThat(receiver.spans())
          .noneMatch(span -> span.toString().contains(ConnectIT.PASSWORD))
          .noneMatch(span -> span.toString().toLowerCase(Locale.ROOT).contains("authoriz"));
      assertThat(instance.requests().all())
          .noneMatch(request -> request.headers().containsKey("traceparent"));
    }
  }

  private static LocalStack start(SpanReceiver receiver) throws Exception {
    Path agent =
        Path.of(
            Class.forName("io.opentelemetry.javaagent.OpenTelemetryAgent")
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Path recipe = ConnectIT.ROOT.resolve("monitoring/opentelemetry.properties");
    return LocalStack.start(
        KafkaRuntime.KAFKA_4_3,
        ConnectIT.ROOT,
        Stacks.folder("tracing"),
        new LocalStack.Settings(
            Ports.free(),
            Ports.free(),
            "512m",
            Map.of(),
            Map.of(),
            List.of(
                "-javaagent:" + agent,
                "-Dotel.javaagent.configuration-file=" + recipe,
                "-Dotel.exporter.otlp.endpoint=" + receiver.endpoint(),
                "-Dotel.bsp.schedule.delay=200")));
  }

  private static ObjectNode connector(
      String name, ServiceNowEmulator instance, String kind, Map<String, String> more) {
    ObjectNode connector = new ObjectMapper().createObjectNode().put("name", name);
    Map<String, String> all = new HashMap<>(more);
    all.put(
        "connector.class",
        kind.equals("source")
            ? "io.snbridge.source.ServiceNowSourceConnector"
            : "io.snbridge.sink.ServiceNowSinkConnector");
    all.put("servicenow.url", instance.url().toString());
    all.put("servicenow.username", ConnectIT.USER);
    all.put("servicenow.password", ConnectIT.PASSWORD);
    all.forEach(connector.putObject("config")::put);
    return connector;
  }

  private static List<Seen> requests(List<RecordedRequest> requests) {
    return requests.stream()
        .map(
            request ->
                new Seen(
                    request.headers().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase("X-Correlation-ID"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("none"),
                    request.method(),
                    request.path(),
                    request.status()))
        .toList();
  }

  private static List<Seen> spans(SpanReceiver receiver) {
    return clients(receiver).stream()
        .map(
            span ->
                new Seen(
                    value(span, CORRELATION)
                        .map(ids -> ids.getArrayValue().getValues(0).getStringValue())
                        .orElse("none in the span"),
                    value(span, "http.request.method").map(AnyValue::getStringValue).orElse(""),
                    value(span, "url.full")
                        .map(url -> URI.create(url.getStringValue()).getPath())
                        .orElse(""),
                    status(span)))
        .toList();
  }

  private static List<Span> clients(SpanReceiver receiver) {
    return receiver.spans().stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
        .toList();
  }

  private static Set<Integer> failed(SpanReceiver receiver) {
    return clients(receiver).stream()
        .filter(span -> span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR)
        .map(TracingIT::status)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static int status(Span span) {
    return value(span, "http.response.status_code")
        .map(status -> (int) status.getIntValue())
        .orElse(0);
  }

  private static Optional<AnyValue> value(Span span, String attribute) {
    return span.getAttributesList().stream()
        .filter(found -> found.getKey().equals(attribute))
        .map(KeyValue::getValue)
        .findFirst();
  }
}
