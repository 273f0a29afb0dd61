/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import io.snbridge.common.table.GlideDateTime;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was sent of rows that come after a position, because they had not settled: the task that
 * follows reads them again, and sends those that have changed. As text {@code second/rows}, joined
 * by commas, for people who read {@code GET /connectors/x/offsets}; the rows of a second are 16
 * bytes each, in Base64. Immutable.
 */
public final class SentEarly {

  /**
   * Rows that are kept: a position has some 22,000 characters of them at most, 11,000 if they are
   * of few seconds.
   */
  public static final int MOST = 500;

  private static final int BYTES = 2 * Long.BYTES;

  private static final Comparator<Sent> ORDER =
      Comparator.comparing(Sent::second).thenComparing(Sent::row);

  public static final SentEarly NONE = new SentEarly(Map.of());

  private final Map<Long, Sent> rows;
  private final String text;

  /**
   * A row as it was sent last.
   *
   * @param second its timestamp
   * @param row stands for its id
   * @param content stands for its columns
   */
  public record Sent(Instant second, long row, long content) {}

  private SentEarly(Map<Long, Sent> rows) {
    this.rows = Collections.unmodifiableMap(rows);
    this.text = text(rows.values());
  }

  public Collection<Sent> rows() {
    return rows.values();
  }

  public int size() {
    return rows.size();
  }

  /** Whether something was sent of a row. */
  public boolean knows(long row) {
    return rows.containsKey(row);
  }

  /** Whether a row was sent with this timestamp, and with no other since. */
  public boolean knows(long row, Instant second) {
    Sent sent = rows.get(row);
    return sent != null && sent.second().equals(second);
  }

  /** Of the rows, the latest timestamp. */
  public Optional<Instant> latest() {
    return rows.values().stream().map(Sent::second).max(Instant::compareTo);
  }

  /** Whether a row was sent like this, and not otherwise since. */
  public boolean has(Sent sent) {
    return sent.equals(rows.get(sent.row()));
  }

  /** A row was sent after these. */
  public SentEarly with(Sent sent) {
    Map<Long, Sent> more = new LinkedHashMap<>(rows);
    more.put(sent.row(), sent);
    return new SentEarly(more);
  }

  /** What is left when these rows are forgotten. */
  public SentEarly without(Set<Long> others) {
    return only(sent -> !others.contains(sent.row()));
  }

  /** Those that are not before a time. */
  public SentEarly notBefore(Instant second) {
    return only(sent -> !sent.second().isBefore(second));
  }

  private SentEarly only(Predicate<Sent> kept) {
    if (rows.values().stream().allMatch(kept)) {
      return this;
    }
    Map<Long, Sent> some = new LinkedHashMap<>(rows);
    some.values().removeIf(kept.negate());
    return new SentEarly(some);
  }

  /** As {@link #parse} reads it; empty for none. */
  public String text() {
    return text;
  }

  private static String text(Collection<Sent> rows) {
    Map<Instant, List<Sent>> seconds = new TreeMap<>();
    rows.stream()
        .sorted(ORDER)
        .forEach(
            sent -> seconds.computeIfAbsent(sent.second(), unused -> new ArrayList<>()).add(sent));
    List<String> parts = new ArrayList<>();
    seconds.forEach(
        (second, all) -> {
          ByteBuffer bytes = ByteBuffer.allocate(all.size() * BYTES);
          all.forEach(sent -> bytes.putLong(sent.row()).putLong(sent.content()));
          parts.add(
              GlideDateTime.text(second)
                  + "/"
                  + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array()));
        });
    return String.join(",", parts);
  }

  /** What a text means; empty when it is none of {@link #text()}. */
  public static Optional<SentEarly> parse(String text) {
    Map<Long, Sent> rows = new LinkedHashMap<>();
    for (String part : List.of(text.split(",", -1))) {
      int slash = part.indexOf('/');
      Optional<Instant> second =
          slash < 0 ? Optional.empty() : GlideDateTime.parse(part.substring(0, slash));
      if (second.isEmpty() || !read(second.get(), part.substring(slash + 1), rows)) {
        return Optional.empty();
      }
    }
    return Optional.of(new SentEarly(rows)).filter(early -> early.text().equals(text));
  }

  private static boolean read(Instant second, String base64, Map<Long, Sent> rows) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(base64));
      while (bytes.remaining() >= BYTES && rows.size() < MOST) {
        Sent sent = new Sent(second, bytes.getLong(), bytes.getLong());
        rows.put(sent.row(), sent);
      }
      return !bytes.hasRemaining();
    } catch (IllegalArgumentException notBase64) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SentEarly early && text.equals(early.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
