/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {

  private static final Hints HINTS = HintsTest.hints(Path.of("/home/me/snbridge"));
  private static final String REASON =
      "Topic 'help-requests', partition 0, offset 7: id.mode=derived computes the row's id from the"
          + " key, and it is null";

  private static Layout layout(boolean colours) {
    return new Layout(new Palette(colours), new Addresses(58080, 58083, 59092), HINTS);
  }

  private static Flow.Event event(Flow.Direction direction, String text) {
    return new Flow.Event(LocalTime.of(12, 1, 3), direction, text);
  }

  private static Picture picture(boolean refused, String text) {
    Flow.Event refusal = event(Flow.Direction.REFUSED, REASON);
    return new Picture(
        true,
        refused ? Optional.of("quickstart-sink is PAUSED") : Optional.empty(),
        List.of(
            new Picture.TableCount("incident", 12_012, 12_013),
            new Picture.TableCount("change_request", 250, 250),
            new Picture.TableCount("cmdb_ci", 412, 412),
            new Picture.TableCount("sys_user", 300, 300)),
        3014,
        2,
        11,
        refused ? 1 : 0,
        refused ? Optional.of(refusal) : Optional.empty(),
        IntStream.range(0, 100)
            .mapToObj(i -> event(Flow.Direction.TO_KAFKA, "event " + i + " " + text))
            .toList());
  }

  private static List<String> texts(List<AttributedString> lines) {
    return lines.stream().map(AttributedString::toString).toList();
  }

  @ParameterizedTest
  @CsvSource({"80,24", "120,40", "81,25", "40,10", "20,5", "10,3", "200,60", "3,1"})
  void everyLineFitsAndThereAreAsManyAsTheScreenHas(int width, int height) {
    for (boolean refused : List.of(true, false)) {
      List<AttributedString> lines =
          layout(true).lines(picture(refused, "Grüße an 東京 ".repeat(20)), width, height);

      assertThat(lines).hasSize(height);
      assertThat(lines)
          .allSatisfy(line -> assertThat(line.columnLength()).isLessThanOrEqualTo(width));
    }
  }

  @Test
  void screenOf80By24HasStateFlowAndEveryHint() {
    List<String> lines = texts(layout(false).lines(picture(true, ""), 80, 24));

    assertThat(lines.subList(0, 4))
        .containsExactly(
            "snbridge quickstart  logs: target/quickstart  Ctrl-C stops everything",
            "ServiceNow 127.0.0.1:58080  Kafka 127.0.0.1:59092  Connect 127.0.0.1:58083",
            "Rows in Kafka  incident 12,012  change_request 250  cmdb_ci 412  sys_user 300",
            "To Kafka 3,014 records, 2/s  To ServiceNow 11 written, 1 refused");
    assertThat(lines.subList(4, 7))
        .containsExactly(
            "Refused  Topic 'help-requests', partition 0, offset 7: id.mode=derived computes",
            "         the row's id from the key, and it is null",
            "quickstart-sink is PAUSED");
    assertThat(lines).containsSequence(HINTS.lines());
    assertThat(lines.get(23)).isEqualTo(HINTS.lines().get(HINTS.lines().size() - 1));
    assertThat(lines.stream().filter(line -> line.contains("event")))
        .hasSizeGreaterThanOrEqualTo(3)
        .endsWith("12:01:03 -> Kafka      event 0 ".stripTrailing());
  }

  @Test
  void textThatIsTooLongIsMarkedByDots() {
    List<String> lines = texts(layout(false).lines(picture(false, "x".repeat(100)), 80, 24));

    assertThat(lines)
        .filteredOn(line -> line.contains("event 0"))
        .singleElement()
        .satisfies(line -> assertThat(line).hasSize(80).endsWith("xxx..."));
  }

  @Test
  void whileRowsArriveItIsSaidOfHowMany() {
    Picture some =
        new Picture(
            false,
            Optional.empty(),
            List.of(new Picture.TableCount("incident", 1012, 2012)),
            1012,
            500,
            0,
            0,
            Optional.empty(),
            List.of());

    assertThat(texts(layout(false).lines(some, 80, 24))).contains("Rows  incident 1,012/2,012");
  }

  @Test
  void screenThatIsTooSmallForTheHintsSaysWhereTheyAre() {
    assertThat(texts(layout(false).lines(picture(false, ""), 79, 24)))
        .endsWith("What to type next: target/quickstart/hints.txt")
        .doesNotContain(HINTS.lines().get(0));
    assertThat(texts(layout(false).lines(picture(false, ""), 80, 23)))
        .endsWith("What to type next: target/quickstart/hints.txt");
  }

  @Test
  void withoutColoursNothingHasAStyle() {
    assertThat(styles(layout(false))).containsOnly(AttributedStyle.DEFAULT);
    assertThat(styles(layout(true)))
        .contains(AttributedStyle.BOLD, AttributedStyle.DEFAULT.foreground(AttributedStyle.RED));
  }

  private static List<AttributedStyle> styles(Layout layout) {
    return layout.lines(picture(true, ""), 80, 24).stream()
        .flatMap(line -> IntStream.range(0, line.length()).mapToObj(line::styleAt))
        .distinct()
        .toList();
  }
}
