/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import io.snbridge.emulator.store.Stamps;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Makes believable incidents and changes about the rows that exist; their table numbers them. */
record Tickets(
    SplittableRandom random,
    Words words,
    List<String> users,
    List<String> groups,
    List<String> items) {

  Map<String, String> incident(Instant opened) {
    int state = List.of(1, 2, 2, 3, 6, 7, 7, 7).get(random.nextInt(8));
    Map<String, String> row = task(opened, words.trouble(), state);
    row.put("category", words.category());
    row.put("impact", Integer.toString(1 + random.nextInt(3)));
    row.put("urgency", Integer.toString(1 + random.nextInt(3)));
    row.put("caller_id", any(users));
    row.put("made_sla", random.nextInt(5) == 0 ? "false" : "true");
    if (state >= 6) {
      row.put("close_code", "Solved (Permanently)");
      row.put("close_notes", "Fixed and confirmed with the caller.");
    }
    return row;
  }

  Map<String, String> change(Instant opened) {
    int state = List.of(1, 2, 7, 7).get(random.nextInt(4));
    Map<String, String> row = task(opened, words.plannedWork(), state);
    row.put("type", List.of("normal", "normal", "standard", "emergency").get(random.nextInt(4)));
    row.put("risk", Integer.toString(2 + random.nextInt(3)));
    row.put("start_date", Stamps.of(opened.plusSeconds(86_400 * 3)));
    row.put("end_date", Stamps.of(opened.plusSeconds(86_400 * 3 + 7_200)));
    row.put("justification", "Keeps the service within its support window.");
    return row;
  }

  private Map<String, String> task(Instant opened, String summary, int state) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("short_description", summary);
    row.put("description", summary + ".\r\nReported by phone, \"since this morning\".");
    row.put("state", Integer.toString(state));
    row.put("priority", Integer.toString(1 + random.nextInt(4)));
    row.put("active", Boolean.toString(state < 7));
    row.put("opened_at", Stamps.of(opened));
    row.put("opened_by", any(users));
    row.put("assignment_group", any(groups));
    row.put("cmdb_ci", any(items));
    if (state > 1) {
      row.put("assigned_to", any(users));
    }
    if (state == 7) {
      row.put("closed_at", Stamps.of(opened.plusSeconds(random.nextInt(86_400 * 5))));
    }
    return row;
  }

  private String any(List<String> ids) {
    return ids.get(random.nextInt(ids.size()));
  }
}
