/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.connector.ConnectRest;
import io.snbridge.cli.console.Output;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.config.TableOverrides;
import io.snbridge.source.record.DeleteMode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Has a connector read again what is missing or stale, beside its changes: by {@code snapshot.id}
 * and {@code snapshot.query} of the table, and nothing else of its configuration.
 */
final class Repair {

  private final TableConfig table;
  private final Map<String, String> settings;
  private final Map<String, String> set = new TreeMap<>();
  private final List<String> removed = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final boolean isDryRun;

  /**
   * @param settings as Connect has them: with placeholders
   */
  Repair(TableConfig table, Map<String, String> settings, boolean isDryRun) {
    this.table = table;
    this.settings = settings;
    this.isDryRun = isDryRun;
  }

  /**
   * Changes the configuration, unless nothing is to be read again.
   *
   * @param clock names the reading
   * @throws io.snbridge.cli.console.CommandException when Connect does not take it: nothing has
   *     changed then
   */
  void run(Optional<Gap> gap, Outcome outcome, ConnectRest rest, String connector, Clock clock)
      throws InterruptedException {
    if (gap.isPresent()) {
      change(gap.get(), clock);
      if (!isDryRun) {
        Map<String, String> changed = new TreeMap<>(settings);
        changed.putAll(set);
        removed.forEach(changed::remove);
        ObjectNode body = Output.object();
        changed.forEach(body::put);
        rest.put("/connectors/" + ConnectRest.encoded(connector) + "/config", body);
      }
    } else {
      lines.add("Nothing is to be read again: nothing is missing or stale.");
    }
    if (outcome.count(Kind.EXTRA) > 0) {
      lines.add(extra());
    }
  }

  private void change(Gap gap, Clock clock) {
    String id = TableOverrides.name(table.alias(), SourceKeys.SNAPSHOT_ID);
    String query = TableOverrides.name(table.alias(), SourceKeys.SNAPSHOT_QUERY);
    set.put(id, "verify " + clock.instant().truncatedTo(ChronoUnit.SECONDS));
    gap.query().ifPresentOrElse(rows -> set.put(query, rows.text()), () -> remove(query));
    lines.add(
        isDryRun
            ? "Nothing was changed (--dry-run). Without, the connector would get:"
            : "The connector has got:");
    set.forEach((key, value) -> lines.add("  " + key + " = " + value));
    removed.forEach(key -> lines.add("  " + key + " is gone"));
    lines.add(gap.words() + ", beside the changes. Run verify again when that is over.");
    Optional.ofNullable(settings.get(id))
        .ifPresent(
            former ->
                lines.add(
                    "If the reading '%s' is not over yet, it ends with this.".formatted(former)));
  }

  private void remove(String key) {
    if (settings.containsKey(key)) {
      removed.add(key);
    }
  }

  private String extra() {
    return table.deletes() == DeleteMode.NONE
        ? "Extra rows stay: no reading deletes them. Set 'deletes' for those of the future, and send"
            + " a record with the row's key and a null value for each of these"
        : "Extra rows stay: no reading deletes them. Have the deletes of that time read again, with"
            + " 'offsets replay --since TIME --deletes', as far back as the instance's audit goes; else send a"
            + " record with the row's key and a null value for each";
  }

  String text() {
    return String.join(System.lineSeparator(), lines);
  }

  ObjectNode json() {
    ObjectNode document = Output.object();
    document.put("dryRun", isDryRun);
    ObjectNode keys = document.putObject("set");
    set.forEach(keys::put);
    removed.forEach(document.putArray("removed")::add);
    lines.forEach(document.putArray("notes")::add);
    return document;
  }
}
