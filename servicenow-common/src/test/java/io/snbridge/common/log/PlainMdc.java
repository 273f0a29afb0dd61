/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.log;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.spi.MDCAdapter;

/** As Log4j 2's: a new thread has nothing. (Reload4j's, and slf4j's basic one, are inherited.) */
final class PlainMdc implements MDCAdapter {

  private final ThreadLocal<Map<String, String>> values = ThreadLocal.withInitial(HashMap::new);

  @Override
  public void put(String key, String value) {
    values.get().put(key, value);
  }

  @Override
  public String get(String key) {
    return values.get().get(key);
  }

  @Override
  public void remove(String key) {
    values.get().remove(key);
  }

  @Override
  public void clear() {
    values.remove();
  }

  @Override
  public Map<String, String> getCopyOfContextMap() {
    return Map.copyOf(values.get());
  }

  @Override
  public void setContextMap(Map<String, String> contextMap) {
    values.set(new HashMap<>(contextMap));
  }
}
