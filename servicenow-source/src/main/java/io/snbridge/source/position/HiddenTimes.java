/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import io.snbridge.common.table.GlideDateTime;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Times before a position of which rows were hidden from the user: they are looked for again, even
 * by the task that follows. As text {@code from/end/rows/prints}, joined by commas, for people who
 * read {@code GET /connectors/x/offsets}. The prints, in Base64, are those of the rows that were
 * shown, {@code *} for more than are stored; after {@code from} there may be a blank and the id
 * after which the time begins within that second. Immutable.
 */
public final class HiddenTimes {

  /** None. */
  public static final HiddenTimes NONE = new HiddenTimes(List.of());

  private static final int MOST = 256;

  private static final String UNKNOWN = "*";

  private final List<Time> times;
  private final String text;

  /**
   * One of them.
   *
   * @param from whole seconds
   * @param after within that second, the time begins after this id; empty for all of the second
   * @param end exclusive, whole seconds
   * @param rows that were hidden at least
   * @param shown prints of the rows that were not; empty for more than are stored
   */
  public record Time(
      Instant from, Optional<String> after, Instant end, long rows, Optional<Set<Long>> shown) {

    public Time {
      shown = shown.map(Set::copyOf);
    }

    /** A time that begins with a second. */
    public Time(Instant from, Instant end, long rows, Set<Long> shown) {
      this(from, Optional.empty(), end, rows, Optional.of(shown));
    }

    private String text() {
      return "%s/%s/%d/%s"
          .formatted(
              GlideDateTime.text(from) + after.map(id -> " " + encoded(id)).orElse(""),
              GlideDateTime.text(end),
              rows,
              shown.map(HiddenTimes::text).orElse(UNKNOWN));
    }
  }

  /**
   * @param times in their order
   */
  public HiddenTimes(List<Time> times) {
    this.times = List.copyOf(times);
    this.text = this.times.stream().map(Time::text).collect(Collectors.joining(","));
  }

  public List<Time> times() {
    return times;
  }

  /** As {@link #parse} reads it; empty for none. */
  public String text() {
    return text;
  }

  /** What a text means; empty when it is none of {@link #text()}. */
  public static Optional<HiddenTimes> parse(String text) {
    List<Time> times = new ArrayList<>();
    for (String part : List.of(text.split(",", -1))) {
      Optional<Time> time = time(List.of(part.split("/", -1)));
      if (time.isEmpty() || times.size() == MOST) {
        return Optional.empty();
      }
      times.add(time.get());
    }
    return Optional.of(new HiddenTimes(times));
  }

  private static String text(Set<Long> shown) {
    ByteBuffer prints = ByteBuffer.allocate(shown.size() * Long.BYTES);
    new TreeSet<>(shown).forEach(prints::putLong);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(prints.array());
  }

  /** Ids of a column that is not sys_id may be any text. */
  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8);
  }

  private static Optional<Time> time(List<String> parts) {
    if (parts.size() != 4 || !parts.get(2).matches("\\d{1,15}")) {
      return Optional.empty();
    }
    String begin = parts.get(0);
    Optional<String> after = Optional.empty();
    if (begin.length() > GlideDateTime.LENGTH) {
      after = after(begin.substring(GlideDateTime.LENGTH));
      begin = after.isPresent() ? begin.substring(0, GlideDateTime.LENGTH) : "";
    }
    Optional<Instant> from = GlideDateTime.parse(begin);
    Optional<Instant> end = GlideDateTime.parse(parts.get(1));
    boolean unknown = parts.get(3).equals(UNKNOWN);
    Optional<Set<Long>> shown = unknown ? Optional.empty() : prints(parts.get(3));
    return from.isPresent()
            && end.filter(from.get()::isBefore).isPresent()
            && (unknown || shown.isPresent())
        ? Optional.of(new Time(from.get(), after, end.get(), Long.parseLong(parts.get(2)), shown))
        : Optional.empty();
  }

  private static Optional<String> after(String text) {
    try {
      return Optional.of(URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8))
          .filter(id -> text.charAt(0) == ' ' && !id.isBlank());
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }

  private static Optional<Set<Long>> prints(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      Set<Long> prints = new TreeSet<>();
      while (bytes.remaining() >= Long.BYTES) {
        prints.add(bytes.getLong());
      }
      return bytes.hasRemaining() ? Optional.empty() : Optional.of(prints);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HiddenTimes hidden && text.equals(hidden.text);
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
