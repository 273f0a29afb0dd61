/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.config.EventKeys;
import io.snbridge.sink.config.FieldKeys;
import io.snbridge.sink.config.IreKeys;
import io.snbridge.sink.config.RoutingKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.config.ValueKeys;
import io.snbridge.sink.config.WriteApi;
import io.snbridge.sink.config.WriteKeys;
import io.snbridge.sink.record.CiFormat;
import io.snbridge.sink.record.CiMapping;
import io.snbridge.sink.record.Columns;
import io.snbridge.sink.record.EventFormat;
import io.snbridge.sink.record.IdMode;
import io.snbridge.sink.record.ImportMapping;
import io.snbridge.sink.record.LookupFields;
import io.snbridge.sink.record.Mapping;
import io.snbridge.sink.record.NullValues;
import io.snbridge.sink.record.Origin;
import io.snbridge.sink.record.RecordMapping;
import io.snbridge.sink.record.TableNames;
import io.snbridge.sink.record.TableRouting;
import io.snbridge.sink.record.UpsertReader;
import io.snbridge.sink.record.WriteRules;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.connect.sink.SinkRecord;

/** Makes what turns records into writes. */
public final class MappingFactory {

  private final SinkConfig config;

  private MappingFactory(SinkConfig config) {
    this.config = config;
  }

  /** The mapping to the writes of {@code write.api}. */
  public static Mapping of(SinkConfig config) {
    MappingFactory factory = new MappingFactory(config);
    return switch (config.writeApi()) {
      case TABLE, BATCH -> factory.toRows();
      case IMPORT_SET -> factory.toStagingRows();
      case IDENTIFY_RECONCILE -> factory.toItems();
    };
  }

  private Mapping toRows() {
    WriteKeys writes = config.writes();
    return new RecordMapping(
        origins(),
        routing(),
        events(writes.idMode()),
        new WriteRules(writes.method(), writes.notFound(), writes.nullValues()),
        writes.idMode(),
        config.lookup().map(lookup -> new LookupFields(lookup.columns(), lookup.caseSensitive())),
        columns(Set.of()));
  }

  private Mapping toStagingRows() {
    return new ImportMapping(upserts(), columns(Set.of()));
  }

  private Mapping toItems() {
    IreKeys ire = config.identification();
    return new CiMapping(
        upserts(),
        columns(ire.partFields()),
        new CiFormat(
            ire.wholePayloads(), ire.lookup(), ire.related(), ire.relations(), ire.nativeKey()));
  }

  private UpsertReader upserts() {
    return new UpsertReader(
        origins(),
        routing(),
        events(IdMode.SYS_ID),
        config.writes().nullValues() == NullValues.IGNORE,
        WriteApi.KEY + "=" + config.text(WriteApi.KEY));
  }

  private Function<SinkRecord, Origin> origins() {
    return config.errors().replaysDeadLetters() ? Origin::ofDeadLetter : Origin::of;
  }

  private TableRouting routing() {
    RoutingKeys routing = config.routing();
    return new TableRouting(
        new TableNames(routing.nameFormat(), routing.tables()),
        routing.header(),
        routing.allowed());
  }

  private EventFormat events(IdMode ids) {
    EventKeys events = config.events();
    return new EventFormat(
        events.payload(),
        events.operation(),
        ids == IdMode.DERIVED ? events.id().or(events::idempotencyKey) : events.id());
  }

  /**
   * @param others fields that are no columns
   */
  private Columns columns(Set<String> others) {
    FieldKeys fields = config.fields();
    ValueKeys values = config.fieldValues();
    Set<String> excluded = new HashSet<>(fields.exclude());
    excluded.addAll(others);
    return new Columns(
        fields.include(),
        excluded,
        fields.rename(),
        fields.nulls(),
        values.nested(),
        values.unavailable());
  }
}
