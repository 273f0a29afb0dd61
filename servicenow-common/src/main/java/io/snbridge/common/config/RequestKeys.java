/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** How requests are sent: how many, how long, how often again, and through which proxy. */
final class RequestKeys {

  /** A value of {@value ConnectionConfig#HOUR_SCOPE}. */
  static final String INSTANCE = "instance";

  private static final String CONNECTOR = "connector";
  private static final String NONE = "";

  private RequestKeys() {}

  static void addTo(ConfigDef definition) {
    KeyGroup requests = new KeyGroup(definition, "ServiceNow requests");
    load(requests);
    timeouts(requests);
    retries(requests);
    proxy(new KeyGroup(definition, "ServiceNow proxy"));
  }

  private static void load(KeyGroup group) {
    group.add(
        ConnectionConfig.MAX_CONCURRENT_REQUESTS,
        ConfigDef.Type.INT,
        4,
        Range.between(1, 256),
        Importance.MEDIUM,
        "Concurrent requests",
        "Maximum number of requests in flight per task, each in a session of its own. A node of"
            + " the instance runs about four API requests at once, queues 50 more for all of its"
            + " clients, and answers 429 beyond that; values above 16 have not been seen to"
            + " help. For a sink this is the number of parallel writes. After a 429, all tasks on"
            + " a worker whose connectors sign in as the same user together have half as many in"
            + " flight, and then one more for every round of answers, until each has its own"
            + " number again.");
    group.add(
        ConnectionConfig.MAX_REQUESTS_PER_SECOND,
        ConfigDef.Type.DOUBLE,
        0.0,
        new RequestRate(),
        Importance.MEDIUM,
        "Requests per second",
        "Maximum request rate of the whole connector, shared evenly by its tasks. 0: no limit."
            + " 0.5: one request every two seconds. An instance's rate limit rules count per"
            + " hour: with 1, a rule of 3600 requests is used evenly over the hour. Without a"
            + " limit, the connector sends requests as fast as it can, and pauses for as long as"
            + " a 429 response says, which may be the rest of the hour.");
    group.add(
        ConnectionConfig.MAX_REQUESTS_PER_HOUR,
        ConfigDef.Type.INT,
        0,
        Range.between(0, 10_000_000),
        Importance.MEDIUM,
        "Requests per hour",
        "Most requests of the connector's tasks in any hour, retries and token requests included;"
            + " shared evenly by its tasks. 0: no limit. A source keeps parts of it: half for"
            + " tables that change, 10 % for looks at others, 10 % for snapshots; the rest goes to"
            + " whatever is most urgent. A task that is restarted on the same worker goes on with"
            + " what it has left; on another worker it begins anew. Requests of a validation, and"
            + " of the search for tables that match a pattern, are not counted. See the guide on"
            + " requests.");
    group
        .when(KeyCondition.of(ConnectionConfig.MAX_REQUESTS_PER_HOUR, RequestKeys::isLimit))
        .addChoice(
            ConnectionConfig.HOUR_SCOPE,
            CONNECTOR,
            OneOf.of(CONNECTOR, INSTANCE),
            Importance.LOW,
            "Requests per hour are of",
            "Who has servicenow.max.requests.per.hour together. connector: its tasks, each an even"
                + " part, on whatever worker they are. instance: on each worker, all tasks of all"
                + " connectors with this setting and the same host in servicenow.url; who asks"
                + " gets what is left, changes and writes first. If their numbers differ, the"
                + " least holds. A group of several workers may send the number once for each"
                + " worker: divide what the instance allows by the workers.");
  }

  private static boolean isLimit(Object value) {
    return value instanceof Integer limit && limit > 0;
  }

  private static void timeouts(KeyGroup group) {
    group.add(
        ConnectionConfig.CONNECT_TIMEOUT_MS,
        ConfigDef.Type.INT,
        10_000,
        Range.atLeast(1),
        Importance.LOW,
        "Connect timeout (ms)",
        "Time limit for opening a connection, TLS handshake included, in milliseconds. If a"
            + " connection cannot be opened, nothing was sent, so even writes are retried.");
    group.add(
        ConnectionConfig.REQUEST_TIMEOUT_MS,
        ConfigDef.Type.INT,
        65_000,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Request timeout (ms)",
        "Time limit for a whole request, from connecting to the last byte of the response, in"
            + " milliseconds. The instance itself cancels requests after 60 s. Keep this value"
            + " higher, or the connector gives up on requests that the instance is still working"
            + " on. A page that times out is requested again with fewer rows. The outcome of a"
            + " write that times out is unknown; the connector looks it up.");
  }

  private static void retries(KeyGroup group) {
    group.add(
        ConnectionConfig.RETRY_TIMEOUT_MS,
        ConfigDef.Type.LONG,
        -1L,
        Range.atLeast(-1),
        Importance.MEDIUM,
        "Retry timeout (ms)",
        "How long a failed request is retried, delays included, in milliseconds. After that, the"
            + " task fails with the last error. -1: forever, so that the connector survives an"
            + " instance that is down for a weekend. With less than an hour, a rate limit rule"
            + " can fail the task.");
    group.add(
        ConnectionConfig.RETRY_INITIAL_BACKOFF_MS,
        ConfigDef.Type.LONG,
        100L,
        Range.atLeast(1),
        Importance.LOW,
        "Initial backoff (ms)",
        "Longest random delay before the first retry, in milliseconds. It doubles with each further"
            + " retry.");
    group.add(
        ConnectionConfig.RETRY_MAX_BACKOFF_MS,
        ConfigDef.Type.LONG,
        30_000L,
        Range.atLeast(1),
        Importance.LOW,
        "Maximum backoff (ms)",
        "Longest random delay before any retry, in milliseconds. The instance's headers"
            + " Retry-After and X-RateLimit-Reset are always obeyed, however long the wait; the"
            + " random delay is added to it.");
  }

  private static void proxy(KeyGroup group) {
    group.add(
        ConnectionConfig.PROXY_URL,
        ConfigDef.Type.STRING,
        NONE,
        InstanceUrl.base(),
        Importance.LOW,
        "Proxy URL",
        "HTTP proxy for all requests, for example http://proxy:3128. Requests for tokens use it,"
            + " too. Empty: no proxy.");
    KeyGroup user = group.when(KeyCondition.isSet(ConnectionConfig.PROXY_URL));
    user.add(
        ConnectionConfig.PROXY_USERNAME,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "Proxy user",
        "User for the proxy (Basic authentication). Empty: none.");
    user.addSecret(
        ConnectionConfig.PROXY_PASSWORD,
        Importance.LOW,
        "Proxy password",
        "Password of servicenow.proxy.username.");
  }
}
