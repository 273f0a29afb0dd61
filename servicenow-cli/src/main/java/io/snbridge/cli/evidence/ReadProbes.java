/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Questions that change nothing, about a table that has rows. */
final class ReadProbes {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int ROWS = 100;

  /** More than the sink puts into a batch by default. */
  private static final int MANY = 100;

  private static final String NO_SUCH_COLUMN = "u_no_such_column_of_any_table";
  private static final String NO_SUCH_ID = "0".repeat(31) + "1";

  /** More than the connectors send, and less than most gateways refuse. */
  private static final int LONG_QUERY = 7_000;

  private final String table;

  ReadProbes(String table) {
    this.table = table;
  }

  List<Probe> all() {
    return List.of(
        new Probe(
            "count.header",
            "Does a page say in X-Total-Count how many rows match?",
            "present",
            instance -> header(instance, Map.of())),
        new Probe(
            "count.header.no-count",
            "Does it, too, with sysparm_no_count=true?",
            "absent",
            instance -> header(instance, Map.of("sysparm_no_count", "true"))),
        new Probe(
            "count.stats",
            "Does the Aggregate API count the rows that X-Total-Count counts?",
            "the same",
            this::stats),
        new Probe(
            "query.unknown-column",
            "Which rows match a condition on a column that does not exist?",
            "all rows",
            this::unknownColumn),
        new Probe(
            "query.order-across-alternatives",
            "Does one ORDERBY, after the last ^NQ, sort all rows?",
            "all rows",
            this::order),
        new Probe(
            "query.literal-zone",
            "Is a time in a query in UTC, as times in answers are?",
            "UTC",
            this::zone),
        new Probe(
            "page.hidden-rows",
            "Are rows that the user may not see counted, and taken out of pages after the limit?",
            "counted, and taken out",
            this::hiddenRows),
        new Probe(
            "row.sys-tags",
            "Does a row have sys_tags, if no columns are named?",
            "empty text",
            instance -> column(instance, "sys_tags")),
        new Probe(
            "row.empty-column", "How does an empty column come?", "empty text", this::emptyColumn),
        new Probe(
            "row.columns",
            "Do all rows of a page have the same columns?",
            "the same",
            this::columns),
        new Probe(
            "row.references",
            "Are references plain texts with sysparm_exclude_reference_link=true?",
            "plain texts",
            this::references),
        new Probe(
            "query.keyset",
            "Does sys_id>... with ORDERBYsys_id go on after a page, in order?",
            "in order",
            this::keyset),
        new Probe(
            "query.text-case",
            "Does a condition on a text mind upper and lower case?",
            "it does not",
            this::textCase),
        new Probe(
            "count.groups",
            "Does the Aggregate API count by the values of a column?",
            "a list of groups",
            this::groups),
        new Probe(
            "audit.payload",
            "What form has the payload of a deleted row in sys_audit_delete?",
            "XML",
            this::payload),
        new Probe(
            "page.v1-empty",
            "What does /api/now/v1 answer if no row matches?",
            "404",
            this::emptyPage),
        new Probe(
            "url.long",
            "Is a URL of %,d characters answered?".formatted(LONG_QUERY),
            "answered",
            this::longUrl),
        new Probe(
            "header.transaction",
            "Does an answer name its transaction (X-Transaction-ID)?",
            "present",
            instance -> named(instance, "x-transaction-id")),
        new Probe(
            "header.date",
            "Does an answer tell the instance's time (Date)?",
            "present",
            instance -> named(instance, "date")),
        new Probe(
            "header.rate-limit",
            "Does an answer tell of a rate limit (X-RateLimit-Limit)?",
            "absent",
            instance -> named(instance, "x-ratelimit-limit")),
        new Probe(
            "batch.read",
            "Does the Batch API serve a read?",
            "served",
            instance -> batch(instance, 1)),
        new Probe(
            "batch.many",
            "Does it serve %d reads at once?".formatted(MANY),
            "served",
            instance -> batch(instance, MANY)));
  }

  private Answered page(Instance instance, String query, Map<String, String> more)
      throws InterruptedException {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.put("sysparm_query", query);
    parameters.putIfAbsent("sysparm_limit", Integer.toString(ROWS));
    return instance.get("/api/now/table/" + table, parameters);
  }

  private Answered ids(Instance instance, String query) throws InterruptedException {
    return page(instance, query, Map.of("sysparm_fields", "sys_id,sys_updated_on"));
  }

  private static List<String> idsOf(Answered page) {
    List<String> ids = new ArrayList<>();
    page.result().forEach(row -> ids.add(row.path("sys_id").asText()));
    return ids;
  }

  private static Finding noRow(Answered page) {
    return page.isPage()
        ? Finding.undecided("too few rows are shown to the user")
        : Finding.unanswered(page);
  }

  private Finding header(Instance instance, Map<String, String> more) throws InterruptedException {
    Map<String, String> parameters = new HashMap<>(more);
    parameters.put("sysparm_fields", "sys_id");
    parameters.put("sysparm_limit", "1");
    Answered page = page(instance, "ORDERBYsys_id", parameters);
    if (!page.isPage()) {
      return Finding.unanswered(page);
    }
    return page.total() < 0
        ? Finding.of("absent", "the page has no X-Total-Count")
        : Finding.of("present", "the page has a number in X-Total-Count");
  }

  private Finding stats(Instance instance) throws InterruptedException {
    Answered page = ids(instance, "ORDERBYsys_id");
    Answered stats = instance.get("/api/now/stats/" + table, Map.of("sysparm_count", "true"));
    if (!page.isPage() || page.total() < 0) {
      return Finding.unanswered(page);
    }
    if (!stats.isOk()) {
      return Finding.refused(stats);
    }
    JsonNode count = stats.result().path("stats").path("count");
    if (!count.isTextual() && !count.isNumber()) {
      return Finding.of("another form", "its answer has no result.stats.count");
    }
    return count.asText().equals(Long.toString(page.total()))
        ? Finding.of("the same", "both counts are equal")
        : Finding.of("different", "the counts differ; rows may have come or gone between them");
  }

  private Finding unknownColumn(Instance instance) throws InterruptedException {
    Answered all = ids(instance, "ORDERBYsys_id");
    Answered some = ids(instance, NO_SUCH_COLUMN + "=1^ORDERBYsys_id");
    if (!all.isPage() || all.result().isEmpty()) {
      return noRow(all);
    }
    if (!some.isPage()) {
      return Finding.refused(some);
    }
    return some.result().isEmpty()
        ? Finding.of("no row", "none, as with glide.invalid_query.returns_no_rows")
        : Finding.of("all rows", "the condition is ignored");
  }

  private Finding order(Instance instance) throws InterruptedException {
    Answered low = ids(instance, "sys_id<8^ORDERBYsys_id");
    Answered high = ids(instance, "sys_id>=8^ORDERBYsys_id");
    Answered both = ids(instance, "sys_id>=8^NQsys_id<8^ORDERBYsys_id");
    if (!low.isPage() || !high.isPage() || !both.isPage()) {
      return Finding.unanswered(both.isPage() ? high.isPage() ? low : high : both);
    }
    if (low.result().isEmpty() || high.result().isEmpty() || both.result().isEmpty()) {
      return Finding.undecided("too few rows");
    }
    List<String> ids = idsOf(both);
    if (ids.equals(ids.stream().sorted().toList()) && isLow(ids.get(0))) {
      return Finding.of("all rows", "the rows of both alternatives come in one order");
    }
    List<String> branches =
        ids.stream()
            .sorted(
                Comparator.comparing(ReadProbes::isLow).thenComparing(Comparator.naturalOrder()))
            .toList();
    return ids.equals(branches)
        ? Finding.of("each alternative", "each alternative is sorted by itself")
        : Finding.of("no order", "the rows come in another order");
  }

  private static boolean isLow(String id) {
    return id.compareTo("8") < 0;
  }

  private Finding zone(Instance instance) throws InterruptedException {
    Answered newest =
        page(
            instance,
            "sys_updated_onISNOTEMPTY^ORDERBYDESCsys_updated_on",
            Map.of(
                "sysparm_fields",
                "sys_id,sys_updated_on",
                "sysparm_limit",
                "1",
                "sysparm_display_value",
                "all"));
    if (!newest.isPage() || newest.result().isEmpty()) {
      return noRow(newest);
    }
    JsonNode row = newest.result().get(0);
    String stamp = row.path("sys_updated_on").path("value").asText();
    String shown = row.path("sys_updated_on").path("display_value").asText();
    String id = row.path("sys_id").path("value").asText();
    Answered found = ids(instance, "sys_id=" + id + "^sys_updated_on=" + stamp);
    if (!found.isPage()) {
      return Finding.unanswered(found);
    }
    if (!found.result().isEmpty()) {
      return shown.equals(stamp)
          ? Finding.undecided(
              "found, and the user sees times in UTC, too: another zone would not be noticed")
          : Finding.of("UTC", "the row is found by its time as answers have it");
    }
    Answered local = ids(instance, "sys_id=" + id + "^sys_updated_on=" + shown);
    return local.isPage() && !local.result().isEmpty()
        ? Finding.of("the user's", "the row is found by its time as the user sees it")
        : Finding.undecided("the row is found by neither; it may have changed");
  }

  private Finding hiddenRows(Instance instance) throws InterruptedException {
    Answered page = ids(instance, "ORDERBYsys_id");
    if (!page.isPage() || page.total() < 0) {
      return Finding.unanswered(page);
    }
    int shown = page.result().size();
    long there = Math.min(ROWS, page.total());
    return shown < there
        ? Finding.of("counted, and taken out", "the first page has fewer rows than are counted")
        : Finding.undecided("the first page has as many rows as are counted");
  }

  private Finding column(Instance instance, String name) throws InterruptedException {
    Answered page = page(instance, "ORDERBYsys_id", Map.of());
    if (!page.isPage() || page.result().isEmpty()) {
      return noRow(page);
    }
    JsonNode value = page.result().get(0).path(name);
    return Finding.of(
        value.isMissingNode() ? "absent" : Shape.of(value).asText(),
        "of the first row, without sysparm_fields");
  }

  private Finding emptyColumn(Instance instance) throws InterruptedException {
    Answered page = page(instance, "ORDERBYsys_id", Map.of());
    if (!page.isPage() || page.result().isEmpty()) {
      return noRow(page);
    }
    boolean[] seen = new boolean[2];
    page.result()
        .forEach(
            row ->
                row.forEach(
                    value -> {
                      seen[0] |= value.isTextual() && value.asText().isEmpty();
                      seen[1] |= value.isNull();
                    }));
    if (seen[1]) {
      return Finding.of("null", "some columns are null");
    }
    return seen[0]
        ? Finding.of("empty text", "some columns are empty texts, and none is null")
        : Finding.undecided("no column of a page is empty");
  }

  private Finding columns(Instance instance) throws InterruptedException {
    Answered page = page(instance, "ORDERBYsys_id", Map.of());
    if (!page.isPage() || page.result().size() < 2) {
      return noRow(page);
    }
    Set<Set<String>> kinds = new HashSet<>();
    page.result()
        .forEach(
            row -> {
              Set<String> names = new HashSet<>();
              row.fieldNames().forEachRemaining(names::add);
              kinds.add(names);
            });
    return kinds.size() == 1
        ? Finding.of("the same", "the rows of a page have the same columns")
        : Finding.of(
            "different", "the rows of a page have %d sets of columns".formatted(kinds.size()));
  }

  private Finding emptyPage(Instance instance) throws InterruptedException {
    Answered page =
        instance.get(
            "/api/now/v1/table/" + table,
            Map.of("sysparm_query", "sys_id=" + NO_SUCH_ID, "sysparm_limit", "1"));
    return Finding.of(
        Integer.toString(page.status()),
        page.isPage() ? "a page without rows" : "an answer that is no page");
  }

  private Finding longUrl(Instance instance) throws InterruptedException {
    StringBuilder query = new StringBuilder("sys_idIN" + NO_SUCH_ID);
    while (query.length() < LONG_QUERY) {
      query.append(',').append(NO_SUCH_ID);
    }
    Answered page = ids(instance, query.toString());
    return page.isPage() ? Finding.of("answered", "a page comes") : Finding.refused(page);
  }

  private Finding named(Instance instance, String header) throws InterruptedException {
    Answered page = page(instance, "ORDERBYsys_id", Map.of("sysparm_limit", "1"));
    if (!page.isOk()) {
      return Finding.unanswered(page);
    }
    return page.headers().containsKey(header)
        ? Finding.of("present", "of a page")
        : Finding.of("absent", "of a page");
  }

  private Finding batch(Instance instance, int items) throws InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("batch_request_id", "1");
    ArrayNode requests = body.putArray("rest_requests");
    for (int i = 0; i < items; i++) {
      ObjectNode item =
          requests
              .addObject()
              .put("id", Integer.toString(i))
              .put("method", "GET")
              .put("url", "/api/now/table/" + table + "?sysparm_limit=1&sysparm_fields=sys_id");
      item.putArray("headers").addObject().put("name", "Accept").put("value", "application/json");
    }
    Answered answer = instance.post("/api/now/v1/batch", body);
    if (!answer.isOk()) {
      return Finding.refused(answer);
    }
    int served = answer.body().path("serviced_requests").size();
    if (served == items) {
      return Finding.of("served", "all of it");
    }
    return answer.body().has("serviced_requests")
        ? Finding.of("in part", "%d of %d".formatted(served, items))
        : Finding.of("another form", "its answer has no serviced_requests");
  }

  private Finding references(Instance instance) throws InterruptedException {
    Answered page =
        page(instance, "ORDERBYsys_id", Map.of("sysparm_exclude_reference_link", "true"));
    if (!page.isPage() || page.result().isEmpty()) {
      return noRow(page);
    }
    boolean[] hasObject = new boolean[1];
    page.result().forEach(row -> row.forEach(value -> hasObject[0] |= value.isContainerNode()));
    return hasObject[0]
        ? Finding.of("objects", "some values are objects or lists")
        : Finding.of("plain texts", "no value is an object");
  }

  private Finding keyset(Instance instance) throws InterruptedException {
    Answered first = ids(instance, "ORDERBYsys_id");
    if (!first.isPage() || first.result().isEmpty()) {
      return noRow(first);
    }
    List<String> ids = idsOf(first);
    Answered next = ids(instance, "sys_id>" + ids.get(ids.size() - 1) + "^ORDERBYsys_id");
    if (!next.isPage()) {
      return Finding.unanswered(next);
    }
    ids.addAll(idsOf(next));
    return ids.equals(ids.stream().sorted().distinct().toList())
        ? Finding.of("in order", "the rows of two pages come once each, in order")
        : Finding.of("otherwise", "a row of the first page comes again, or out of order");
  }

  private Finding textCase(Instance instance) throws InterruptedException {
    Answered page = page(instance, "ORDERBYsys_id", Map.of("sysparm_fields", "sys_created_by"));
    if (!page.isPage() || page.result().isEmpty()) {
      return noRow(page);
    }
    String user = page.result().get(0).path("sys_created_by").asText();
    String other = user.toUpperCase(Locale.ROOT);
    if (user.equals(other) || !user.matches("[A-Za-z0-9._@-]+")) {
      return Finding.undecided("the column has no text with lower-case letters");
    }
    Answered found = ids(instance, "sys_created_by=" + other + "^ORDERBYsys_id");
    if (!found.isPage()) {
      return Finding.unanswered(found);
    }
    return found.result().isEmpty()
        ? Finding.of("it does", "a user's name in capitals finds nothing")
        : Finding.of("it does not", "a user's name in capitals finds rows");
  }

  private Finding groups(Instance instance) throws InterruptedException {
    Answered answer =
        instance.get(
            "/api/now/stats/" + table,
            Map.of("sysparm_count", "true", "sysparm_group_by", "sys_created_by"));
    if (!answer.isOk()) {
      return Finding.refused(answer);
    }
    boolean isList =
        answer.result().isArray()
            && answer.result().at("/0/groupby_fields/0").has("value")
            && answer.result().at("/0/stats").has("count");
    return isList
        ? Finding.of("a list of groups", "each with its value and count")
        : Finding.of("another form", "its answer is no list of groups with counts");
  }

  private Finding payload(Instance instance) throws InterruptedException {
    Answered page =
        instance.get(
            "/api/now/table/sys_audit_delete",
            Map.of(
                "sysparm_fields", "payload",
                "sysparm_limit", "1",
                "sysparm_no_count", "true",
                "sysparm_query", "payloadISNOTEMPTY"));
    if (!page.isOk()) {
      return Finding.undecided("sys_audit_delete is answered with status " + page.status());
    }
    String text = page.result().path(0).path("payload").asText().strip();
    if (text.isEmpty()) {
      return Finding.undecided("no row with a payload is shown");
    }
    return text.startsWith("<")
        ? Finding.of("XML", "it begins with a tag")
        : Finding.of(text.startsWith("{") ? "JSON" : "another text", "it begins otherwise");
  }
}
