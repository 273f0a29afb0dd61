/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.InvalidValues;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.OutputFormat;
import io.snbridge.source.record.RecordSettings;
import io.snbridge.source.record.ReferenceFormat;
import io.snbridge.source.record.References;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.record.TimeMode;
import io.snbridge.source.record.TimestampRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;

/** Text settings of one table become its {@link TableConfig}. */
public final class TableConfigParser {

  private static final int RANGES = 16;

  /** The most that an instance gives at once, unless it is told otherwise. */
  private static final int USUAL_PAGE_SIZE_MAX = 10_000;

  private final String alias;
  private final AbstractConfig config;
  private final CreatedTopics topics;
  private final String url;

  private TableConfigParser(String alias, AbstractConfig config, CreatedTopics topics, String url) {
    this.alias = alias;
    this.config = config;
    this.topics = topics;
    this.url = url;
  }

  /**
   * The settings of one table.
   *
   * @param settings as {@link TableOverrides#of} gives them
   * @param concurrentRequests the parallelism when none is set
   * @param topics what the connector's settings say of topics that Connect creates
   * @param url of the instance
   * @throws org.apache.kafka.common.config.ConfigException when a value is wrong
   */
  public static TableConfig parse(
      String alias,
      Map<String, String> settings,
      String topicPrefix,
      int concurrentRequests,
      CreatedTopics topics,
      String url) {
    return new TableConfigParser(
            alias, new AbstractConfig(SourceDefinitions.table(), settings, false), topics, url)
        .table(topicPrefix, concurrentRequests);
  }

  private TableConfig table(String topicPrefix, int concurrentRequests) {
    return new TableConfig(
        alias,
        name(),
        EncodedQuery.parse(config.getString(SourceKeys.QUERY)),
        Math.min(config.getInt(SourceKeys.PAGE_SIZE), pageSizeMax()),
        pageSizeMax(),
        Duration.ofMillis(config.getLong(SourceKeys.POLL_INTERVAL)),
        Duration.ofMillis(config.getLong(SourceKeys.SETTLE)),
        settleMode(),
        choice(SnapshotMode.class, SourceKeys.SNAPSHOT_MODE),
        Optional.ofNullable(config.getInt(SourceKeys.SNAPSHOT_PARALLELISM))
            .orElse(Math.min(RANGES, concurrentRequests)),
        Optional.ofNullable(config.getString(SourceKeys.START_TIMESTAMP)).flatMap(StartTime::parse),
        choice(DeleteMode.class, SourceKeys.DELETES),
        Duration.ofMillis(config.getLong(SourceKeys.DELETES_SETTLE)),
        record(topicPrefix),
        rescan(),
        Duration.ofMillis(config.getLong(SourceKeys.LOOKBACK)),
        Duration.ofMillis(config.getLong(SourceKeys.HIDDEN_RECHECK)),
        Duration.ofMillis(config.getLong(SourceKeys.POLL_INTERVAL_MAX)),
        again(),
        new ReadOptions(
            config.getBoolean(SourceKeys.QUERY_NO_DOMAIN),
            Optional.ofNullable(config.getString(SourceKeys.QUERY_CATEGORY))));
  }

  /**
   * Two instances in sync, which are why changes of a user are excluded, decide by whole seconds
   * whose change is the newer one. That holds for seconds that are over only (ADR 0025).
   */
  private SettleMode settleMode() {
    return config.originals().containsKey(SourceKeys.SETTLE_MODE)
            || config.getList(SourceKeys.EXCLUDE_UPDATED_BY).isEmpty()
        ? choice(SettleMode.class, SourceKeys.SETTLE_MODE)
        : SettleMode.WAIT;
  }

  /** Who has set the size of a page, and nothing more, does not want larger ones. */
  private int pageSizeMax() {
    return Optional.ofNullable(config.getInt(SourceKeys.PAGE_SIZE_MAX))
        .orElse(
            config.originals().containsKey(SourceKeys.PAGE_SIZE)
                ? config.getInt(SourceKeys.PAGE_SIZE)
                : USUAL_PAGE_SIZE_MAX);
  }

  private Optional<SnapshotAgain> again() {
    return Optional.ofNullable(config.getString(SourceKeys.SNAPSHOT_ID))
        .map(
            id ->
                new SnapshotAgain(
                    id, EncodedQuery.parse(config.getString(SourceKeys.SNAPSHOT_QUERY))));
  }

  private RescanConfig rescan() {
    return new RescanConfig(
        Duration.ofMillis(config.getLong(SourceKeys.RESCAN_INTERVAL)),
        choice(RescanConfig.FirstPass.class, SourceKeys.RESCAN_FIRST_PASS),
        config.getInt(SourceKeys.RESCAN_MAX_ROWS));
  }

  private RecordSettings record(String topicPrefix) {
    String topic =
        Objects.requireNonNullElse(config.getString(SourceKeys.TOPIC), topicPrefix + "." + alias);
    return new RecordSettings(
        name(),
        topic,
        config.getList(SourceKeys.FIELDS),
        config.getString(SourceKeys.TIMESTAMP_FIELD),
        config.getString(SourceKeys.ID_FIELD),
        choice(SchemaMode.class, SourceKeys.SCHEMA_MODE),
        choice(OutputFormat.class, SourceKeys.OUTPUT_FORMAT),
        columnTypes(),
        choice(TimeMode.class, SourceKeys.TIME_MODE),
        choice(InvalidValues.class, SourceKeys.INVALID_VALUES),
        choice(DisplayValue.class, SourceKeys.DISPLAY_VALUE),
        new References(choice(ReferenceFormat.class, SourceKeys.REFERENCE_FORMAT), url),
        choice(KeyMode.class, SourceKeys.KEY_MODE),
        config.getList(SourceKeys.KEY_FIELDS),
        timestamps(topics.of(topic)),
        lowerCase(SourceKeys.EXCLUDE_UPDATED_BY));
  }

  private TimestampRules timestamps(CreatedTopic topic) {
    return new TimestampRules(
        choice(TimestampRules.Whose.class, SourceKeys.RECORD_TIMESTAMP),
        duration(SourceKeys.TIMESTAMP_BEFORE_MAX)
            .or(topic::timestampBeforeMax)
            .orElse(TimestampRules.FOREVER),
        duration(SourceKeys.TIMESTAMP_AFTER_MAX)
            .or(topic::timestampAfterMax)
            .orElse(TimestampRules.KAFKAS_AFTER_MAX),
        topic.keeps());
  }

  private Optional<Duration> duration(String key) {
    return Optional.ofNullable(config.getLong(key)).map(Duration::ofMillis);
  }

  private Map<String, String> columnTypes() {
    Map<String, String> types = new HashMap<>();
    for (String item : config.getList(SourceKeys.COLUMN_TYPES)) {
      int colon = item.indexOf(':');
      types.put(item.substring(0, colon), item.substring(colon + 1));
    }
    return types;
  }

  private String name() {
    return Objects.requireNonNullElse(config.getString(SourceKeys.NAME), alias);
  }

  private <E extends Enum<E>> E choice(Class<E> type, String key) {
    return Enum.valueOf(type, config.getString(key).toUpperCase(Locale.ROOT));
  }

  private Set<String> lowerCase(String key) {
    Set<String> values = new HashSet<>();
    config.getList(key).forEach(value -> values.add(value.toLowerCase(Locale.ROOT)));
    return values;
  }
}
