/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A picture in the lines of a screen. State stays at the top and hints at the bottom, whatever
 * flows between them; no line is longer than the screen is wide.
 */
final class Layout {

  static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  // What the hints need, with a few lines of flow.
  private static final int HINTS_WIDTH = 80;
  private static final int HINTS_HEIGHT = 24;

  private static final String REFUSED = "Refused  ";
  private static final int TALL = 32;

  private final Palette palette;
  private final Addresses addresses;
  private final Hints hints;

  Layout(Palette palette, Addresses addresses, Hints hints) {
    this.palette = palette;
    this.addresses = addresses;
    this.hints = hints;
  }

  /** As many lines as the screen has, none wider than it. */
  List<AttributedString> lines(Picture picture, int width, int height) {
    List<AttributedString> top = state(picture, width, height);
    List<AttributedString> bottom = hints(width, height);
    int room = Math.max(0, height - top.size() - bottom.size());
    List<AttributedString> lines = new ArrayList<>(top);
    for (int i = Math.min(room, picture.events().size()) - 1; i >= 0; i--) {
      lines.add(event(picture.events().get(i)));
    }
    while (lines.size() < top.size() + room) {
      lines.add(AttributedString.EMPTY);
    }
    lines.addAll(bottom);
    return lines.stream().limit(height).map(line -> cut(line, width)).toList();
  }

  private List<AttributedString> state(Picture picture, int width, int height) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(
        new AttributedStringBuilder()
            .append("snbridge quickstart", palette.heading())
            .append("  logs: target/quickstart  Ctrl-C stops everything")
            .toAttributedString());
    lines.add(
        plain(
            "ServiceNow %s  Kafka %s  Connect %s"
                .formatted(
                    addresses.serviceNowAddress(),
                    addresses.kafkaAddress(),
                    addresses.connectAddress())));
    lines.add(plain(tables(picture)));
    lines.add(
        plain(
            String.format(
                Locale.ROOT,
                "To Kafka %,d records, %,d/s  To ServiceNow %,d written, %,d refused",
                picture.records(),
                picture.perSecond(),
                picture.writes(),
                picture.refusals())));
    picture
        .lastRefusal()
        .ifPresent(refusal -> lines.addAll(refusal(refusal, width, height >= TALL ? 4 : 2)));
    picture.trouble().ifPresent(text -> lines.add(new AttributedString(text, palette.trouble())));
    lines.add(plain("-".repeat(width)));
    return lines;
  }

  /** Rows of each table in Kafka, and until all have come, of how many. */
  static String tables(Picture picture) {
    return picture.tables().stream()
        .map(
            count ->
                picture.complete()
                    ? String.format(Locale.ROOT, "%s %,d", count.table(), count.inKafka())
                    : String.format(
                        Locale.ROOT,
                        "%s %,d/%,d",
                        count.table(),
                        count.inKafka(),
                        count.inServiceNow()))
        .collect(Collectors.joining("  ", picture.complete() ? "Rows in Kafka  " : "Rows  ", ""));
  }

  private List<AttributedString> refusal(Flow.Event refusal, int width, int most) {
    String indent = " ".repeat(REFUSED.length());
    List<AttributedString> lines = new ArrayList<>();
    int room = Math.max(4, width - REFUSED.length());
    for (String line : Wrap.lines(refusal.text(), room, most)) {
      lines.add(
          new AttributedString((lines.isEmpty() ? REFUSED : indent) + line, palette.trouble()));
    }
    return lines;
  }

  private AttributedString event(Flow.Event event) {
    return new AttributedStringBuilder()
        .append(event.time().format(TIME))
        .append(" ")
        .append("%-13s".formatted(event.direction().label()), palette.of(event.direction()))
        .append(" ")
        .append(event.text())
        .toAttributedString();
  }

  private List<AttributedString> hints(int width, int height) {
    if (width < HINTS_WIDTH || height < HINTS_HEIGHT) {
      return List.of(plain("What to type next: target/quickstart/hints.txt"));
    }
    List<AttributedString> lines = new ArrayList<>();
    lines.add(plain("-".repeat(width)));
    List<String> texts = hints.lines();
    lines.add(new AttributedString(texts.get(0), palette.heading()));
    texts.stream().skip(1).map(Layout::plain).forEach(lines::add);
    return lines;
  }

  private static AttributedString plain(String text) {
    return new AttributedString(text, AttributedStyle.DEFAULT);
  }

  private static AttributedString cut(AttributedString line, int width) {
    if (line.columnLength() <= width) {
      return line;
    }
    AttributedStringBuilder cut = new AttributedStringBuilder();
    cut.append(line.columnSubSequence(0, Math.max(0, width - 3)));
    return cut.append("...").toAttributedString().columnSubSequence(0, width);
  }
}
