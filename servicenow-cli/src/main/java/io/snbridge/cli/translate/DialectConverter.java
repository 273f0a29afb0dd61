/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import picocli.CommandLine.ITypeConverter;

/** {@code --from} as it is typed. */
final class DialectConverter implements ITypeConverter<Dialect> {

  @Override
  public Dialect convert(String word) {
    return Dialect.typed(word);
  }
}
