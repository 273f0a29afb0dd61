/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

/**
 * A column as {@code sys_dictionary} describes it.
 *
 * @param name the element
 * @param internalType the internal type, such as {@code glide_date_time}
 * @param label what users see, in the language of the user who asks; may be empty
 * @param reference the table that a reference points to; empty for everything else
 * @param maxLength in characters; 0 when the dictionary does not say
 * @param mandatory whether forms ask for it, which does not keep it from being empty
 */
public record TableColumn(
    String name,
    String internalType,
    String label,
    String reference,
    int maxLength,
    boolean mandatory) {}
