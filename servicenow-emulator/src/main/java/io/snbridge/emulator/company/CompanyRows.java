/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.store.Stamps;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes a company's rows. Used once, by one thread. */
final class CompanyRows {
  private final ServiceNowEmulator emulator;
  private final Company company;
  private final SplittableRandom random;
  private final Words words;
  private List<String> users = List.of();
  private List<String> groups = List.of();
  private final List<String> items = new ArrayList<>();

  CompanyRows(ServiceNowEmulator emulator, Company company) {
    this.emulator = emulator;
    this.company = company;
    this.random = new SplittableRandom(company.seed());
    this.words = new Words(random);
  }

  void fill() {
    users = many("sys_user", company.people(), this::user);
    groups = many("sys_user_group", Math.max(3, company.people() / 20), this::group);
    items.addAll(many("cmdb_ci_computer", company.people(), this::computer));
    items.addAll(many("cmdb_ci_server", Math.max(5, company.people() / 3), this::server));
    items.addAll(many("cmdb_ci_service", Math.max(3, company.people() / 25), this::service));
    many("incident", company.incidents(), number -> incident());
    many("change_request", Math.max(2, company.incidents() / 8), number -> change());
  }

  private interface Maker {
    Map<String, String> make(int number);
  }

  private List<String> many(String table, int count, Maker maker) {
    List<Map<String, String>> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Map<String, String> row = maker.make(i);
      Instant created = earlier(Duration.ofDays(200));
      row.put("sys_created_on", Stamps.of(created));
      row.put("sys_updated_on", Stamps.of(created.plusSeconds(random.nextInt(86_400 * 10))));
      row.put("sys_mod_count", Integer.toString(random.nextInt(12)));
      rows.add(row);
    }
    return emulator.insertAll(table, rows);
  }

  private Instant earlier(Duration atMost) {
    return emulator
        .clock()
        .now()
        .minus(Duration.ofDays(11))
        .minusSeconds(random.nextLong(atMost.toSeconds()));
  }

  private Map<String, String> user(int number) {
    String first = words.firstName();
    String last = words.lastName();
    String login = (first + "." + last + (number < 50 ? "" : number)).toLowerCase(Locale.ROOT);
    Map<String, String> row = new LinkedHashMap<>();
    row.put("user_name", login);
    row.put("first_name", first);
    row.put("last_name", last);
    row.put("name", first + " " + last);
    row.put("email", login + "@example.com");
    row.put("title", words.title());
    row.put("department", words.department());
    row.put("active", random.nextInt(20) == 0 ? "false" : "true");
    return row;
  }

  private Map<String, String> group(int number) {
    String name = words.team(number);
    Map<String, String> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("description", "Looks after everything that " + name + " runs");
    row.put("active", "true");
    row.put("manager", any(users));
    return row;
  }

  private Map<String, String> item(String name) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("name", name);
    row.put("operational_status", random.nextInt(12) == 0 ? "6" : "1");
    row.put("support_group", any(groups));
    return row;
  }

  private Map<String, String> computer(int number) {
    Map<String, String> row = item("PC-%05d".formatted(number + 1));
    row.put("asset_tag", "P%07d".formatted(1_000_000 + number));
    row.put("serial_number", Long.toString(random.nextLong(1L << 40), 36).toUpperCase(Locale.ROOT));
    row.put("assigned_to", any(users));
    row.put("manufacturer_name", words.manufacturer());
    row.put("os", words.desktopSystem());
    row.put("ram", Integer.toString(8192 << random.nextInt(3)));
    row.put("cpu_count", Integer.toString(4 << random.nextInt(2)));
    row.put("cost", "%d.%02d".formatted(600 + random.nextInt(1800), random.nextInt(100)));
    row.put("ip_address", "10.20.%d.%d".formatted(number / 250, 2 + number % 250));
    return row;
  }

  private Map<String, String> server(int number) {
    Map<String, String> row = computer(number);
    String name = words.serverRole() + "-%03d".formatted(number + 1);
    row.put("name", name);
    row.put("asset_tag", "S%07d".formatted(2_000_000 + number));
    row.put("host_name", name + ".example.com");
    row.put("os", words.serverSystem());
    row.put("used_for", random.nextInt(3) == 0 ? "Test" : "Production");
    row.put("ip_address", "10.1.%d.%d".formatted(number / 250, 2 + number % 250));
    row.remove("assigned_to");
    return row;
  }

  private Map<String, String> service(int number) {
    Map<String, String> row = item(words.service(number));
    row.put(
        "busines_criticality", random.nextInt(4) == 0 ? "1 - most critical" : "3 - less critical");
    row.put("version", "%d.%d".formatted(1 + random.nextInt(9), random.nextInt(20)));
    return row;
  }

  private Map<String, String> incident() {
    return new Tickets(random, words, users, groups, items).incident(earlier(Duration.ofDays(200)));
  }

  private Map<String, String> change() {
    return new Tickets(random, words, users, groups, items).change(earlier(Duration.ofDays(200)));
  }

  private String any(List<String> ids) {
    return ids.get(random.nextInt(ids.size()));
  }
}
