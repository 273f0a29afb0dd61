/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.transport.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the user may read besides the tables themselves, and what it is good for. */
final class Rights {

  /** A table of the platform, and the features that read it. */
  private static final Map<String, String> FEATURES = features();

  private final Probing probing;
  private final Findings findings;

  Rights(Probing probing, Findings findings) {
    this.probing = probing;
    this.findings = findings;
  }

  private static Map<String, String> features() {
    Map<String, String> features = new LinkedHashMap<>();
    features.put("sys_dictionary", "schema.mode=dictionary, types and limits of columns");
    features.put("sys_db_object", "patterns in 'tables', extended tables");
    features.put("sys_audit_delete", "deletes");
    features.put("sys_journal_field", "journal entries");
    return features;
  }

  void run() throws InterruptedException {
    Map<String, String> missing = new LinkedHashMap<>();
    boolean isAnswered = true;
    for (Map.Entry<String, String> feature : FEATURES.entrySet()) {
      Probing.Timed<Page> answer =
          probing.page(
              feature.getKey(),
              EncodedQuery.everything().orderBy("sys_id"),
              List.of("sys_id"),
              1,
              DisplayValue.FALSE);
      if (answer.reply() instanceof Reply.Refused<Page>) {
        missing.put(feature.getKey(), feature.getValue());
      } else if (answer.reply() instanceof Reply.NotOk<Page> open) {
        isAnswered = false;
        findings.warning(
            "features",
            "whether the user may read %s (for %s) is not known: %s"
                .formatted(feature.getKey(), feature.getValue(), open.failure().describe()));
      }
    }
    if (missing.isEmpty() && isAnswered) {
      findings.ok("features", "the user may read what every feature needs");
    } else if (!missing.isEmpty()) {
      findings.note(
          "features",
          "the user may not read "
              + missing.entrySet().stream()
                  .map(one -> "%s (for %s)".formatted(one.getKey(), one.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }
}
