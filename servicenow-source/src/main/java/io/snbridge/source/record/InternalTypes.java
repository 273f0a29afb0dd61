/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static java.util.Map.entry;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the columns of each {@code internal_type} become; the guide has the same table. */
public final class InternalTypes {

  /** Everything that is not here is text, too. */
  static final Map<String, ValueType> TYPES =
      Map.ofEntries(
          entry("boolean", ValueType.BOOLEAN),
          entry("integer", ValueType.WHOLE),
          entry("longint", ValueType.WHOLE),
          entry("counter", ValueType.WHOLE),
          entry("float", ValueType.FLOAT),
          entry("decimal", ValueType.DECIMAL),
          entry("currency", ValueType.DECIMAL),
          entry("price", ValueType.DECIMAL),
          entry("glide_date", ValueType.DATE),
          entry("glide_date_time", ValueType.DATE_TIME),
          entry("due_date", ValueType.DATE_TIME),
          entry("glide_time", ValueType.TIME),
          entry("glide_duration", ValueType.DURATION),
          entry("timer", ValueType.DURATION),
          entry("password2", ValueType.SECRET),
          entry("password", ValueType.SECRET),
          entry("string", ValueType.TEXT),
          entry("reference", ValueType.TEXT),
          entry("GUID", ValueType.TEXT),
          entry("document_id", ValueType.TEXT),
          entry("domain_id", ValueType.TEXT),
          entry("domain_path", ValueType.TEXT),
          entry("glide_list", ValueType.TEXT),
          entry("journal", ValueType.TEXT),
          entry("journal_input", ValueType.TEXT),
          entry("journal_list", ValueType.TEXT),
          entry("script", ValueType.TEXT),
          entry("html", ValueType.TEXT),
          entry("json", ValueType.TEXT),
          entry("xml", ValueType.TEXT),
          entry("compressed", ValueType.TEXT),
          entry("image", ValueType.TEXT),
          entry("file_attachment", ValueType.TEXT),
          entry("translated_text", ValueType.TEXT),
          entry("date", ValueType.TEXT));

  private InternalTypes() {}

  /** The types that are known, sorted; every other one is text. */
  public static SortedSet<String> names() {
    return new TreeSet<>(TYPES.keySet());
  }

  static ValueType of(String internalType) {
    return TYPES.getOrDefault(internalType, ValueType.TEXT);
  }
}
