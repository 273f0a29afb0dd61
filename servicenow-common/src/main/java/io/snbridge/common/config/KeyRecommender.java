/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef.Recommender;

/** What UIs are told of one key: whether to show it, and what it usually holds. */
record KeyRecommender(KeyCondition shown, List<String> recommended) implements Recommender {

  /** A list of the caller's own: ConfigDef removes from it. */
  @Override
  public List<Object> validValues(String name, Map<String, Object> parsedConfig) {
    return new ArrayList<>(recommended);
  }

  @Override
  public boolean visible(String name, Map<String, Object> parsedConfig) {
    return shown.holds(parsedConfig);
  }
}
