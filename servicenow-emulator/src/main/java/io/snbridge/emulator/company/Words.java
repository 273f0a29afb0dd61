/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import java.util.List;
import java.util.SplittableRandom;

/** The vocabulary of a company. */
record Words(SplittableRandom random) {
  private static final List<String> FIRST =
      List.of(
          "Amara", "Beth", "Carlos", "Dmitri", "Elena", "Fred", "Grace", "Hiro", "Ines", "Jörg",
          "Kofi", "Leïla", "Marta", "Noah", "Olu", "Priya", "Quinn", "Rosa", "Søren", "Tomás");
  private static final List<String> LAST =
      List.of(
          "Abbott",
          "Baker",
          "Castillo",
          "Dubois",
          "Eriksen",
          "Fischer",
          "García",
          "Haddad",
          "Ivanova",
          "Jensen",
          "Kumar",
          "Luddy",
          "Müller",
          "Nakamura",
          "Okafor",
          "Petrov",
          "Rossi",
          "Santos",
          "Tanaka",
          "Weiß");
  private static final List<String> TITLES =
      List.of("Analyst", "Accountant", "Engineer", "Nurse", "Buyer", "Team Lead", "Director");
  private static final List<String> DEPARTMENTS =
      List.of("Finance", "Sales", "IT", "HR", "Logistics", "Customer Support", "Development");
  private static final List<String> TEAMS =
      List.of(
          "Service Desk",
          "Network",
          "Database",
          "Hardware",
          "Workplace",
          "Security",
          "Messaging",
          "Storage",
          "Identity",
          "ERP Support");
  private static final List<String> THINGS =
      List.of(
          "VPN",
          "email",
          "the printer on floor 3",
          "SAP",
          "the intranet",
          "Wi-Fi",
          "the badge reader",
          "Teams",
          "the shared drive",
          "two-factor login",
          "the warehouse scanner");
  private static final List<String> TROUBLES =
      List.of(
          "Cannot connect to %s",
          "%s is very slow",
          "No access to %s after password reset",
          "Error message when starting %s",
          "%s stopped working after the update",
          "Request to restore %s settings");
  private static final List<String> WORKS =
      List.of(
          "Apply security patches to %s",
          "Upgrade %s to the supported release",
          "Replace failing hardware behind %s",
          "Renew the certificate of %s",
          "Move %s to the new site");
  private static final List<String> CATEGORIES =
      List.of("inquiry", "software", "hardware", "network", "database");
  private static final List<String> SERVICES =
      List.of("Email", "Payroll", "Web Shop", "ERP", "Intranet", "Remote Access", "Data Warehouse");

  String firstName() {
    return any(FIRST);
  }

  String lastName() {
    return any(LAST);
  }

  String title() {
    return any(TITLES);
  }

  String department() {
    return any(DEPARTMENTS);
  }

  String team(int number) {
    int round = number / TEAMS.size();
    String name = TEAMS.get(number % TEAMS.size());
    return round == 0 ? name : name + " " + (round + 1);
  }

  String service(int number) {
    int round = number / SERVICES.size();
    String name = SERVICES.get(number % SERVICES.size());
    return round == 0 ? name : name + " " + (round + 1);
  }

  String manufacturer() {
    return any(List.of("Lenovo", "Dell", "HP", "Apple"));
  }

  String desktopSystem() {
    return any(List.of("Windows 11", "Windows 10", "macOS 14"));
  }

  String serverSystem() {
    return any(List.of("Linux Red Hat", "Linux Debian", "Windows Server 2022"));
  }

  String serverRole() {
    return any(List.of("web", "app", "db", "file", "mail"));
  }

  String category() {
    return any(CATEGORIES);
  }

  String trouble() {
    return sentence(any(TROUBLES), any(THINGS));
  }

  String plannedWork() {
    return sentence(any(WORKS), any(THINGS));
  }

  private static String sentence(String pattern, String thing) {
    String text = pattern.replace("%s", thing);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private String any(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
