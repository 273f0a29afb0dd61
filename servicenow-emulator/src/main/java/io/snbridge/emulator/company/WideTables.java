/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.util.stream.Stream;

/**
 * Many tables that extend one, each with the columns of a {@link WideTable}: {@code u_part_0001}
 * and so on of the base {@code u_part}, which has no rows of its own.
 *
 * @param base its name
 * @param tables how many
 * @param rows of each
 */
public record WideTables(String base, int tables, int rows) {

  /** Their names, in order. */
  public Stream<String> names() {
    return Stream.iterate(1, number -> number + 1).limit(tables).map(this::name);
  }

  private String name(int number) {
    return "%s_%04d".formatted(base, number);
  }

  /** Defines the tables and puts the rows in. */
  public void fill(ServiceNowEmulator emulator) {
    emulator.table(base, WideTable.columns());
    names()
        .forEach(
            name -> {
              emulator.defineTable(TableDefinition.table(name).extending(base));
              new WideTable(name, rows).insert(emulator);
            });
  }
}
