/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import io.snbridge.common.table.GlideDateTime;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What tables of keys do with theirs, in more than one of them. */
final class Actions {

  /** From here on a page size is worth being kept: the connector begins with it. */
  private static final long PAGE_SIZE = 1000;

  private static final long REQUEST_MS = 65_000;
  private static final long SETTLE_MS = 2_000;

  private Actions() {}

  /** The value goes to our key, in which {@code *} stands for what it stood for in theirs. */
  static Action to(String ours) {
    return to(ours, value -> value);
  }

  /** The same, as another value. */
  static Action to(String ours, UnaryOperator<String> conversion) {
    return (found, draft) ->
        draft.set(ours.replace("*", found.part()), conversion.apply(found.value()));
  }

  /** A word goes to our key as another. */
  static Action to(String ours, Map<String, String> words) {
    return to(
        ours,
        value -> {
          String word = words.get(value.toLowerCase(Locale.ROOT));
          if (word == null) {
            throw new IllegalArgumentException(
                "it is none of " + words.keySet().stream().sorted().toList());
          }
          return word;
        });
  }

  /** Unless it is what ours is anyway. */
  static Action unless(String usual, Action action) {
    return (found, draft) -> {
      if (!found.value().equals(usual)) {
        action.apply(found, draft);
      }
    };
  }

  /** Nothing here does that, and nothing need be done. */
  static Action none(String reason) {
    return (found, draft) -> draft.note(found.key(), reason);
  }

  /** Nothing here does that, and somebody must know. */
  static Action ask(String question) {
    return (found, draft) -> draft.decide(found.key(), question);
  }

  /** For each value its own; others are refused. */
  static Action by(Map<String, Action> actions) {
    return (found, draft) -> {
      Action action = actions.get(found.value().toLowerCase(Locale.ROOT));
      if (action == null) {
        throw new IllegalArgumentException(
            "it is none of " + actions.keySet().stream().sorted().toList());
      }
      action.apply(found, draft);
    };
  }

  /** For true one, for false the other. */
  static Action flag(Action isTrue, Action isFalse) {
    return by(Map.of("true", isTrue, "false", isFalse));
  }

  /** Nothing is to be said. */
  static Action nothing() {
    return (found, draft) -> {};
  }

  /** Our key has this value. */
  static Action put(String ours, String value) {
    return (found, draft) -> draft.set(ours.replace("*", found.part()), value);
  }

  /** A base URL, of which ours has no slash at its end. */
  static Action url(String ours) {
    return to(ours, value -> value.replaceFirst("/+$", ""));
  }

  /** How many rows a request asks for. */
  static Action pageSize(Function<KeyTable.Found, String> ours) {
    return (found, draft) -> {
      if (Values.number(found.value()) >= PAGE_SIZE) {
        draft.set(ours.apply(found), found.value());
      } else {
        draft.note(
            found.key(),
            "pages begin with 1000 rows, and become smaller by themselves where that is too much");
      }
    };
  }

  static Action pageSize(String ours) {
    return pageSize(found -> ours.replace("*", found.part()));
  }

  /**
   * The time for an answer. Ours is for a whole request, and shorter than the instance's own quota
   * of 60 s it would only give up what the instance still works on.
   */
  static Action timeout(Duration unit) {
    return (found, draft) -> {
      long ms = Values.number(found.value()) * unit.toMillis();
      String ours = "servicenow.request.timeout.ms";
      long known = draft.value(ours).map(Long::parseLong).orElse(REQUEST_MS);
      if (ms > known) {
        draft.set(ours, Long.toString(ms));
      } else {
        draft.note(
            found.key(),
            "'servicenow.request.timeout.ms' is for the whole request, and stays above the"
                + " instance's own 60 s");
      }
    };
  }

  /** How often a request is sent again. */
  static Action retries() {
    return none(
        "requests are retried for ever; 'servicenow.retry.timeout.ms' says for how long, if not");
  }

  /** How far behind the instance a table is read, in seconds. */
  static Action settle() {
    return (found, draft) -> {
      long ms = Values.number(found.value()) * 1000;
      if (ms > SETTLE_MS) {
        draft.set("settle.ms", Long.toString(ms));
        draft.set("settle.mode", "wait");
      } else {
        draft.note(found.key(), "'settle.ms' is 2 s, and younger rows are read a second time");
      }
    };
  }

  /** Where a first reading begins, so many hours ago; a negative number for all rows. */
  static Action hoursAgo() {
    return (found, draft) -> {
      long hours = Values.number(found.value());
      if (hours >= 0) {
        draft.set(
            "start.timestamp", GlideDateTime.text(draft.now().minus(Duration.ofHours(hours))));
        draft.note(found.key(), "'start.timestamp' is a time: so many hours before now");
      }
    };
  }
}
