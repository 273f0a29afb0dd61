/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * All sessions, the latest 10,000; a request without a session's cookie opens another. Thread safe.
 */
final class HttpSessions {
  private static final int MOST = 10_000;

  private final Map<String, HttpSession> sessions =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HttpSession> eldest) {
          return size() > MOST;
        }
      };
  private int opened;

  synchronized HttpSession of(Request request) {
    String id = cookie(request.header("cookie").orElse(""));
    HttpSession known = sessions.get(id);
    if (known != null) {
      return known;
    }
    HttpSession session = new HttpSession(UUID.randomUUID().toString().replace("-", ""));
    sessions.put(session.id(), session);
    opened++;
    return session;
  }

  synchronized int greatestConcurrency() {
    return sessions.values().stream().mapToInt(HttpSession::greatestConcurrency).max().orElse(0);
  }

  synchronized int opened() {
    return opened;
  }

  /** Refuses what comes with a cookie that was given out so far. */
  synchronized void refuseAll(int status) {
    sessions.values().forEach(session -> session.refuse(status));
  }

  synchronized void clear() {
    sessions.clear();
    opened = 0;
  }

  private static String cookie(String header) {
    int at = header.indexOf("JSESSIONID=");
    if (at < 0) {
      return "";
    }
    int from = at + "JSESSIONID=".length();
    int end = header.indexOf(';', from);
    return header.substring(from, end < 0 ? header.length() : end).trim();
  }
}
