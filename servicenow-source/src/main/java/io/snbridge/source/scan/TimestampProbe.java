/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER;
import static io.snbridge.common.table.EncodedQuery.Operator.GREATER_OR_EQUAL;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS;
import static io.snbridge.common.table.EncodedQuery.Operator.LESS_OR_EQUAL;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for a row by its own stamp, to see whether windows find what is in them. That plain
 * date-times in queries are UTC is what most have seen, and not documented; an instance that reads
 * them in the user's zone would hold back or pass over every change; if that zone is UTC in winter
 * only, those of the summer, so that a row of each {@link Season} is asked for. A user who may read
 * a column may still be denied to compare or sort it (query_range ACLs; ServiceNow: "Query ACLs").
 */
public final class TimestampProbe {

  /** What an instance does with a stamp. */
  public enum Finding {
    SOUND,
    /** As far as can be told by rows of one season: in the other one, its zone may not be UTC. */
    SOUND_IN_ONE_SEASON,
    /** There is no row with a stamp, or all of them changed while they were asked for. */
    UNPROVEN,
    /** There are rows, and none shows the column. */
    NOT_SHOWN,
    OTHER_ZONE,
    NOT_BY_ID,
    NOT_BY_TIMESTAMP,
    IGNORED
  }

  private static final Logger LOG = LoggerFactory.getLogger(TimestampProbe.class);
  private static final int CANDIDATES = 20;
  private static final int TRIES = 3;
  private static final Pattern PLAIN_ID = Pattern.compile("[A-Za-z0-9_-]+");

  private final Tables tables;
  private final Tables once;
  private final String table;
  private final String idField;
  private final String timestampField;
  private final Clock clock;

  /**
   * @param once asked for a row of a season: a scan of the whole table, where no index has the
   *     stamps. Neither a refusal nor a question that is too much is repeated
   * @param clock what season it is
   */
  public TimestampProbe(
      Tables tables,
      Tables once,
      String table,
      String idField,
      String timestampField,
      Clock clock) {
    this.tables = tables;
    this.once = once;
    this.table = table;
    this.idField = idField;
    this.timestampField = timestampField;
    this.clock = clock;
  }

  /** Whether rows of other tables show, or have to show, how the instance reads times. */
  @FunctionalInterface
  interface ZoneProof {
    boolean isThere() throws InterruptedException;
  }

  /** Two to four requests, when all is well. */
  public Finding run() throws InterruptedException {
    return of(candidates());
  }

  /** Two requests, as {@link #of(List, ZoneProof)}. */
  Finding run(ZoneProof zone) throws InterruptedException {
    return of(candidates(), zone);
  }

  /**
   * Whether a row that had this stamp is found by it; one request. If so, windows find what is in
   * them: it was asked for by all that they ask with.
   */
  public boolean finds(String id, String stamp) throws InterruptedException {
    Row known = new Row(Map.of(idField, id, timestampField, stamp), Map.of());
    return isFit(known) && matches(inItsPlace(known).orderBy(timestampField, idField));
  }

  /** The same for the rows that had this stamp, of which some were known; one request. */
  public boolean findsAny(String stamp, Predicate<Row> wereKnown) throws InterruptedException {
    EncodedQuery second =
        where(timestampField, GREATER_OR_EQUAL, stamp)
            .and(where(timestampField, LESS_OR_EQUAL, stamp))
            .orderBy(timestampField, idField);
    return page(second, CANDIDATES, idField, timestampField).stream()
        .anyMatch(row -> isFit(row) && wereKnown.test(row));
  }

  private List<Row> candidates() throws InterruptedException {
    try {
      return page(EncodedQuery.everything().orderBy(idField), CANDIDATES, idField, timestampField);
    } catch (TooMuch toSort) {
      LOG.debug("Table '{}': its ids cannot be sorted", table, toSort);
      return List.of();
    }
  }

  /**
   * One to three requests, when all is well.
   *
   * @param sorted the table's first rows in the order of their ids, with id and stamp. None may
   *     mean that there are none, or that the user may not sort by the ids, or that they are too
   *     many for that: then any rows are asked for
   */
  public Finding of(List<Row> sorted) throws InterruptedException {
    return of(sorted, Optional.empty());
  }

  /**
   * The same for a table that is read from now on; one request. A season of which it has no row is
   * left to other tables. Of a single row it is not asked where it is not: where conditions are
   * ignored, the first window shows it.
   */
  Finding of(List<Row> sorted, ZoneProof zone) throws InterruptedException {
    return of(sorted, Optional.of(zone));
  }

  private Finding of(List<Row> sorted, Optional<ZoneProof> zone) throws InterruptedException {
    List<Row> rows =
        sorted.isEmpty()
            ? page(EncodedQuery.everything(), CANDIDATES, idField, timestampField)
            : sorted;
    if (rows.isEmpty()) {
      return Finding.UNPROVEN;
    }
    if (rows.stream().noneMatch(row -> stamp(row).isPresent())) {
      return Finding.NOT_SHOWN;
    }
    Map<Season, List<Row>> ofSeason = new EnumMap<>(Season.class);
    for (Season season : Season.values()) {
      ofSeason.put(season, fit(season, rows));
    }
    if (ofSeason.values().stream().anyMatch(List::isEmpty)
        && (zone.isEmpty() || !zone.get().isThere())) {
      for (Season season : Season.values()) {
        if (ofSeason.getOrDefault(season, List.of()).isEmpty()) {
          ofSeason.put(season, ofLast(season));
        }
      }
    }
    List<List<Row>> candidates = new ArrayList<>(ofSeason.values());
    boolean allSeasons = candidates.stream().noneMatch(List::isEmpty);
    if (candidates.stream().allMatch(List::isEmpty)) {
      candidates.add(rows.stream().filter(this::isFit).limit(TRIES).toList());
    }
    candidates.removeIf(List::isEmpty);
    Finding finding = judgeTogether(candidates, rows, zone.isPresent());
    return finding == Finding.SOUND && !allSeasons ? Finding.SOUND_IN_ONE_SEASON : finding;
  }

  private List<Row> ofLast(Season season) throws InterruptedException {
    EncodedQuery lastSeason =
        where(timestampField, GREATER_OR_EQUAL, season.lastBegin(clock.instant()))
            .and(where(timestampField, LESS, season.lastEnd(clock.instant())));
    try {
      return fit(season, page(once, lastSeason, TRIES, idField, timestampField));
    } catch (ServiceNowException | TooMuch notNow) {
      LOG.debug("Table '{}' was not asked for a row of {}", table, season, notNow);
      return List.of();
    }
  }

  private List<Row> fit(Season season, List<Row> rows) {
    return rows.stream()
        .filter(this::isFit)
        .filter(
            row ->
                stamp(row)
                    .flatMap(GlideDateTime::parse)
                    .flatMap(Season::of)
                    .equals(Optional.of(season)))
        .limit(TRIES)
        .toList();
  }

  /**
   * One of each list with one question, which also asks for another row where it is not: where
   * conditions are ignored, that one comes. Without another, where the rows are not is asked by
   * itself. If that is not well, each with questions of its own.
   *
   * @param all rows among which the other one is
   * @param readsOn whether windows are read anyway
   */
  private Finding judgeTogether(List<List<Row>> candidates, List<Row> all, boolean readsOn)
      throws InterruptedException {
    if (candidates.isEmpty()) {
      return Finding.UNPROVEN;
    }
    List<Row> first = candidates.stream().map(rows -> rows.get(0)).toList();
    EncodedQuery there = any(first.stream().map(this::inItsPlace).toList());
    Set<String> ids = first.stream().map(this::id).collect(Collectors.toSet());
    Optional<Row> other =
        all.stream().filter(this::isFit).filter(row -> !ids.contains(id(row))).findFirst();
    EncodedQuery asked = other.map(row -> there.or(after(row))).orElse(there);
    List<Row> found = page(asked.orderBy(timestampField, idField), first.size() + 1, idField);
    if (found.size() == first.size()
        && found.stream().allMatch(row -> ids.contains(row.value(idField).orElse("")))
        && (readsOn
            || other.isPresent()
            || !matches(any(first.stream().map(this::after).toList())))) {
      return Finding.SOUND;
    }
    boolean proven = true;
    for (List<Row> rows : candidates) {
      Finding finding = judgeFirstOf(rows);
      if (finding != Finding.SOUND && finding != Finding.UNPROVEN) {
        return finding;
      }
      proven &= finding == Finding.SOUND;
    }
    return proven ? Finding.SOUND : Finding.UNPROVEN;
  }

  private Finding judgeFirstOf(List<Row> candidates) throws InterruptedException {
    for (Row candidate : candidates) {
      Finding finding = judge(candidate);
      if (finding != Finding.UNPROVEN) {
        return finding;
      }
    }
    return Finding.UNPROVEN;
  }

  /** What is wrong and what to do about it; empty when nothing is known to be. */
  public Optional<String> problem(Finding finding) {
    return switch (finding) {
      case SOUND, SOUND_IN_ONE_SEASON, UNPROVEN -> Optional.empty();
      case NOT_SHOWN ->
          Optional.of(
              ("Table '%s': none of its rows shows column '%s' (timestamp.field): there is no such"
                      + " column, or the user may not read it. No change would be found. Name the"
                      + " column that says when a row was last changed, or give the user a role"
                      + " that may read it")
                  .formatted(table, timestampField));
      case OTHER_ZONE ->
          Optional.of(
              "The instance reads times in queries in the user's time zone instead of UTC: a row is not found at its own '%s'. Changes would be missed. Set the time zone of the connector's user to GMT"
                  .formatted(timestampField));
      case NOT_BY_ID -> Optional.of(denied(idField));
      case NOT_BY_TIMESTAMP -> Optional.of(denied(timestampField));
      case IGNORED ->
          Optional.of(
              ("Table '%s': the instance ignores conditions on '%s', so every row would match."
                      + " Name a column that exists and that the user may query")
                  .formatted(table, timestampField));
    };
  }

  private String denied(String column) {
    return ("Table '%s': the user may read column '%s', but not compare or sort by it: a row is"
            + " not found by its own value. Let one of the user's roles pass an ACL with the"
            + " operation query_range on '%s.%s'")
        .formatted(table, column, table, column);
  }

  private Finding judge(Row row) throws InterruptedException {
    String stamp = stamp(row).orElseThrow();
    EncodedQuery byId = where(idField, EQUALS, id(row));
    boolean there = matches(inItsPlace(row).orderBy(timestampField, idField));
    boolean elsewhere =
        matches(after(row)) || (!there && matches(byId.and(where(timestampField, LESS, stamp))));
    if (there && !elsewhere) {
      return Finding.SOUND;
    }
    List<Row> again = page(byId, 1, idField, timestampField);
    if (again.size() != 1 || !stamp(again.get(0)).equals(Optional.of(stamp))) {
      // It has changed since, which explains all of this.
      return Finding.UNPROVEN;
    }
    if (there) {
      return Finding.IGNORED;
    }
    if (elsewhere) {
      return Finding.OTHER_ZONE;
    }
    return matches(inIdRange(row).orderBy(idField)) ? Finding.NOT_BY_TIMESTAMP : Finding.NOT_BY_ID;
  }

  private EncodedQuery inIdRange(Row row) {
    return where(idField, GREATER_OR_EQUAL, id(row)).and(where(idField, LESS_OR_EQUAL, id(row)));
  }

  private EncodedQuery inItsPlace(Row row) {
    String stamp = stamp(row).orElseThrow();
    return inIdRange(row)
        .and(where(timestampField, GREATER_OR_EQUAL, stamp))
        .and(where(timestampField, LESS_OR_EQUAL, stamp));
  }

  private EncodedQuery after(Row row) {
    return where(idField, EQUALS, id(row))
        .and(where(timestampField, GREATER, stamp(row).orElseThrow()));
  }

  private static EncodedQuery any(List<EncodedQuery> queries) {
    return queries.stream().reduce(EncodedQuery::or).orElseThrow();
  }

  private static EncodedQuery where(String column, EncodedQuery.Operator operator, String value) {
    return EncodedQuery.where(column, operator, value);
  }

  private boolean matches(EncodedQuery query) throws InterruptedException {
    return !page(query, 1, idField).isEmpty();
  }

  private List<Row> page(EncodedQuery query, int limit, String... fields)
      throws InterruptedException {
    return page(tables, query, limit, fields);
  }

  private List<Row> page(Tables asked, EncodedQuery query, int limit, String... fields)
      throws InterruptedException {
    return asked
        .page(new PageRequest(table, query, List.of(fields), limit, 0, false, DisplayValue.FALSE))
        .rows();
  }

  private boolean isFit(Row row) {
    return row.value(idField).filter(id -> PLAIN_ID.matcher(id).matches()).isPresent()
        && stamp(row).flatMap(GlideDateTime::parse).isPresent();
  }

  private String id(Row row) {
    return row.value(idField).orElseThrow();
  }

  private Optional<String> stamp(Row row) {
    return row.value(timestampField);
  }
}
