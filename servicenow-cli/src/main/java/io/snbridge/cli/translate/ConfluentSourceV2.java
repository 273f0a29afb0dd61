/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.cli.translate.KeyTable.Found;
import io.snbridge.common.keys.ConnectorKind;
import java.util.Arrays;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Confluent Cloud's ServiceNow Source V2, with up to five tables that are numbered. */
final class ConfluentSourceV2 {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ALTERNATIVES = Pattern.compile("\\^(NQ|OR(?!DERBY))");
  private static final String EPOCH = "1970-01-01 00:00:00";

  private ConfluentSourceV2() {}

  static Language language() {
    KeyTable keys =
        ConfluentConnection.keys()
            .on("tables.num", Actions.nothing())
            .on("table#.name", ofTable(ConfluentSourceV2::name))
            .on("table#.topic", ofTable(to("topic", value -> value)))
            .on("table#.batch.size", ofTable(Actions.pageSize(found -> key(found, "page.size"))))
            .on(
                "table#.start.timestamp",
                ofTable(Actions.unless(EPOCH, to("start.timestamp", Values::time))))
            .on(
                "table#.timestamp.field",
                ofTable(Actions.unless("sys_updated_on", to("timestamp.field", value -> value))))
            .on("table#.pagination.query", ofTable(ConfluentSourceV2::query))
            .on(
                "table#.display.value",
                ofTable(Actions.unless("false", to("display.value", value -> value))))
            .on("table#.allowlisted.fields", ofTable(to("fields", value -> value)))
            .on("table#.request.interval.ms", ofTable(to("poll.interval.ms", value -> value)))
            .on("table#.exclude.reference.link", ofTable(ConfluentSourceV2::link))
            .on(
                "table#.query.domain",
                ofTable(
                    Actions.flag(
                        Actions.nothing(),
                        (found, draft) -> draft.set(key(found, "query.no.domain"), "true"))))
            .on("table#.query.category", ofTable(to("query.category", value -> value)))
            .on("oauth2.client.headers", Actions.ask("requests for tokens cannot have headers"))
            .on("oauth2.jwt.enabled", Actions.flag(jwt(), Actions.nothing()))
            .on("oauth2.jwt.claimset", onlyWithJwt(ConfluentSourceV2::claims))
            .on(
                "oauth2.jwt.keystore.path",
                onlyWithJwt(
                    Actions.ask(
                        "it is the content of a file. Put that where the workers are, and its path"
                            + " into 'servicenow.oauth2.jwt.keystore.location'")))
            .on(
                "oauth2.jwt.keystore.type",
                onlyWithJwt(Actions.to("servicenow.oauth2.jwt.keystore.type")))
            .on(
                "oauth2.jwt.keystore.password",
                onlyWithJwt(Actions.to("servicenow.oauth2.jwt.keystore.password")))
            .none("retry.backoff.ms", "the wait begins with 0.1 s, doubles, and is random");
    return new Language(ConnectorKind.SOURCE, keys, (all, draft) -> ConfluentSource.shape(draft));
  }

  /** Those beyond their number are not read. */
  private static Action ofTable(Action action) {
    return (found, draft) -> {
      long number = found.all().value("tables.num").map(Values::number).orElse(1L);
      if (Values.number(found.part()) > number) {
        draft.note(found.key(), "'tables.num' leaves the table out");
      } else {
        action.apply(found, draft);
      }
    };
  }

  private static void name(Found found, Draft draft) {
    String alias = alias(found);
    draft.add("tables", alias);
    if (!alias.equals(found.value())) {
      draft.set("table." + alias + ".name", found.value());
    }
  }

  private static Action to(String ours, UnaryOperator<String> conversion) {
    return (found, draft) -> draft.set(key(found, ours), conversion.apply(found.value()));
  }

  private static String key(Found found, String ours) {
    return "table." + alias(found) + "." + ours;
  }

  /** The table's name or, if another table before it has that, with its number. */
  private static String alias(Found found) {
    String name = nameOf(found, found.part());
    for (int i = 1; i < Values.number(found.part()); i++) {
      if (found.all().value("table" + i + ".name").orElse("").equals(name)) {
        return name + "_" + found.part();
      }
    }
    return name;
  }

  private static String nameOf(Found found, String number) {
    return found
        .all()
        .value("table" + number + ".name")
        .orElseThrow(
            () -> new IllegalArgumentException("there is no 'table%s.name'".formatted(number)));
  }

  /** A template with the cursor in it: ours has a cursor of its own, and needs only the filter. */
  private static void query(Found found, Draft draft) {
    String query = found.value();
    String filter =
        Arrays.stream(query.split("\\^", -1))
            .filter(term -> !term.contains("${offset}") && !term.startsWith("ORDERBY"))
            .filter(term -> !term.isBlank())
            .collect(Collectors.joining("^"));
    if (ALTERNATIVES.matcher(query).find() || query.contains("%")) {
      draft.decide(
          found.key(),
          "put its filter into '%s', without ${offset} and ORDERBY".formatted(key(found, "query")));
    } else if (!filter.isEmpty()) {
      draft.set(key(found, "query"), filter);
      draft.note(found.key(), "only the filter is kept: the connector has its own cursor");
    } else {
      draft.note(found.key(), "the connector has its own cursor");
    }
  }

  private static void link(Found found, Draft draft) {
    if (!Boolean.parseBoolean(found.value())) {
      draft.note(
          found.key(),
          "a reference is its sys_id; '%s=link' needs 'schema.mode=dictionary'"
              .formatted(key(found, "reference.format")));
    }
  }

  private static Action jwt() {
    return Actions.put("servicenow.oauth2.grant.type", "jwt_bearer");
  }

  private static Action onlyWithJwt(Action action) {
    return (found, draft) -> {
      if (found.all().value("oauth2.jwt.enabled").map(Boolean::parseBoolean).orElse(false)) {
        action.apply(found, draft);
      } else {
        draft.note(found.key(), "'oauth2.jwt.enabled' is not true");
      }
    };
  }

  private static void claims(Found found, Draft draft) {
    Map<String, String> ours =
        Map.of(
            "sub", "servicenow.oauth2.jwt.subject",
            "iss", "servicenow.oauth2.jwt.issuer",
            "aud", "servicenow.oauth2.jwt.audience");
    JsonNode claims;
    try {
      claims = JSON.readTree(found.value());
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException("it is not JSON", wrong);
    }
    claims
        .properties()
        .forEach(
            claim -> {
              if (ours.containsKey(claim.getKey())) {
                draft.set(ours.get(claim.getKey()), claim.getValue().asText());
              } else {
                draft.note(
                    found.key() + " " + claim.getKey(), "the connector sets the other claims");
              }
            });
  }
}
