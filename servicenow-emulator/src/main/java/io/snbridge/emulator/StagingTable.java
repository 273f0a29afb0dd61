/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A staging table of the Import Set API and its transform maps. It extends {@code
 * sys_import_set_row}, so its rows can be read, with what became of each.
 *
 * @param name its name
 * @param columns its own columns, all strings
 * @param maps run in this order for each row; columns go to the target's columns of the same name,
 *     empty values nowhere
 * @param ignored what an onBefore script ignores
 * @param hidesResults whether an ACL hides the results: a 201 has no body then (KB3047115)
 * @param byColumnName whether the keys of {@code insertMultiple} are column names, as an entry in
 *     {@code sys_rest_insert_multiple} can say; without one they are labels
 * @param delay how long after {@code insertMultiple} its rows are transformed, by the instance's
 *     clock
 */
public record StagingTable(
    String name,
    List<String> columns,
    List<TransformMap> maps,
    Predicate<Map<String, String>> ignored,
    boolean hidesResults,
    boolean byColumnName,
    Duration delay) {

  /**
   * Where rows go.
   *
   * @param coalesce the target's columns by which a row that exists is found; empty to always
   *     insert. A row in which one of them is empty is inserted.
   */
  public record TransformMap(String name, String target, List<String> coalesce) {}

  public StagingTable {
    columns = List.copyOf(columns);
    maps = List.copyOf(maps);
  }

  /** A staging table that is transformed at once, without a map yet. */
  public static StagingTable staging(String name, String... columns) {
    return new StagingTable(
        name, List.of(columns), List.of(), row -> false, false, false, Duration.ZERO);
  }

  /** The same with one more transform map, which finds rows by these columns. */
  public StagingTable map(String mapName, String target, String... coalesce) {
    List<TransformMap> more = new ArrayList<>(maps);
    more.add(new TransformMap(mapName, target, List.of(coalesce)));
    return new StagingTable(name, columns, more, ignored, hidesResults, byColumnName, delay);
  }

  /** The same with an onBefore script that ignores rows. */
  public StagingTable ignoring(Predicate<Map<String, String>> rows) {
    return new StagingTable(name, columns, maps, rows, hidesResults, byColumnName, delay);
  }

  /** The same, its results hidden from the user. */
  public StagingTable hidingResults() {
    return new StagingTable(name, columns, maps, ignored, true, byColumnName, delay);
  }

  /** The same, with column names as the keys of {@code insertMultiple}. */
  public StagingTable byColumnNames() {
    return new StagingTable(name, columns, maps, ignored, hidesResults, true, delay);
  }

  /** The same, its rows of {@code insertMultiple} transformed later. */
  public StagingTable transformedAfter(Duration wait) {
    return new StagingTable(name, columns, maps, ignored, hidesResults, byColumnName, wait);
  }
}
