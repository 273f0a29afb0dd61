/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** A task's context with nothing stored, of any version of Connect's interface. */
final class EmptyContext {

  private EmptyContext() {}

  static <C> C of(Class<C> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (context, method, arguments) ->
                method.getName().equals("offsetStorageReader") ? nothingStored() : null));
  }

  private static OffsetStorageReader nothingStored() {
    return (OffsetStorageReader)
        Proxy.newProxyInstance(
            OffsetStorageReader.class.getClassLoader(),
            new Class<?>[] {OffsetStorageReader.class},
            (reader, method, arguments) -> Map.of());
  }
}
