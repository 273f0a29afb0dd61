/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Request.Method;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The requests of the Table API and of the Aggregate API of one instance. Immutable. */
final class TableRequests {

  /**
   * Front ends answer 414 or an HTML page to what is much longer; PySNC leaves the URL at 10,000
   * characters.
   */
  static final int LONGEST_URI = 6_000;

  private static final int LONGEST_FIELDS = LONGEST_URI / 2;

  private static final String ID = "sys_id";
  private static final Pattern TABLE = Pattern.compile("[A-Za-z0-9_]+");

  /** What begins another part of a URL, raw or decoded once more. */
  private static final Pattern OF_A_PATH = Pattern.compile("[/\\\\%?#;\\p{Cntrl}]");

  /** Without a slash at its end. */
  private final String apis;

  private final boolean displayInput;
  private final boolean echo;
  private final ReadOptions options;

  TableRequests(URI baseUrl) {
    this(apis(baseUrl), false, false, ReadOptions.NONE);
  }

  private TableRequests(String apis, boolean displayInput, boolean echo, ReadOptions options) {
    this.apis = apis;
    this.displayInput = displayInput;
    this.echo = echo;
    this.options = options;
  }

  private static String apis(URI baseUrl) {
    String base = baseUrl.toString();
    return (base.endsWith("/") ? base : base + "/") + "api/now";
  }

  /** The same, for values as users see them. */
  TableRequests withDisplayInput() {
    return new TableRequests(apis, true, echo, options);
  }

  /** The same, but the answer to a write has the columns that were written. */
  TableRequests withEcho() {
    return new TableRequests(apis, displayInput, true, options);
  }

  /** The same, whose pages are asked for with these. */
  TableRequests with(ReadOptions options) {
    return new TableRequests(apis, displayInput, echo, options);
  }

  /** Whether the Aggregate API counts the rows that pages show. */
  boolean areCountedAsRead() {
    return options.isNone();
  }

  /** How the columns of the answer to a write come. */
  DisplayValue echoed() {
    return echo && displayInput ? DisplayValue.ALL : DisplayValue.FALSE;
  }

  Request page(PageRequest page, String correlationId) {
    URI uri = checked(uri(page).build(), page.table());
    return Request.get(options.isNone() ? uri : withOptions(page), correlationId);
  }

  /** Some characters longer than what is checked, which instances take, too. */
  private URI withOptions(PageRequest page) {
    RequestUri uri = uri(page);
    options.addTo(uri);
    return uri.build();
  }

  /** Of all pages of a table. */
  String path(String table) {
    return uri("table", table).build().getPath();
  }

  /** Of a page without its options, however long. */
  RequestUri uri(PageRequest page) {
    RequestUri uri = uri("table", page.table());
    addQuery(uri, page.query());
    if (!page.fields().isEmpty()) {
      uri.parameter("sysparm_fields", String.join(",", page.fields()));
    }
    uri.parameter("sysparm_limit", Integer.toString(page.limit()));
    if (page.offset() > 0) {
      uri.parameter("sysparm_offset", Integer.toString(page.offset()));
    }
    uri.parameter("sysparm_display_value", page.displayValue().parameter());
    uri.parameter("sysparm_exclude_reference_link", "true");
    if (!page.count()) {
      uri.parameter("sysparm_no_count", "true");
    }
    // Nobody reads the Link header, and with a long query it turns the answer into a 400.
    uri.parameter("sysparm_suppress_pagination_header", "true");
    return uri;
  }

  Request count(String table, EncodedQuery query, String correlationId) {
    RequestUri uri = uri("stats", table);
    addQuery(uri, query.orderBy());
    uri.parameter("sysparm_count", "true");
    return Request.get(checked(uri.build(), table), correlationId);
  }

  Request counts(String table, String column, EncodedQuery query, String correlationId) {
    RequestUri uri = uri("stats", table);
    addQuery(uri, query.orderBy());
    uri.parameter("sysparm_count", "true");
    uri.parameter("sysparm_group_by", column);
    return Request.get(checked(uri.build(), table), correlationId);
  }

  Request get(String table, String sysId, String correlationId) {
    RequestUri uri = uri("table", table).segment(id(table, sysId));
    uri.parameter("sysparm_display_value", DisplayValue.FALSE.parameter());
    uri.parameter("sysparm_exclude_reference_link", "true");
    return Request.get(checked(uri.build(), table), correlationId);
  }

  Request insert(String table, Map<String, String> values, String correlationId) {
    RequestUri uri = written(uri("table", table), values.keySet());
    return Request.write(
        Method.POST, checked(uri.build(), table), RowJson.of(values), correlationId);
  }

  Request update(String table, String sysId, Map<String, String> values, String correlationId) {
    RequestUri uri = written(uri("table", table).segment(id(table, sysId)), values.keySet());
    return Request.write(
        Method.PATCH, checked(uri.build(), table), RowJson.of(values), correlationId);
  }

  Request delete(String table, String sysId, String correlationId) {
    RequestUri uri = uri("table", table).segment(id(table, sysId));
    return Request.delete(checked(uri.build(), table), correlationId);
  }

  private RequestUri uri(String api, String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a table name: letters, digits and '_' are".formatted(table));
    }
    return new RequestUri(apis).segment(api).segment(table);
  }

  /**
   * An empty id would address the whole table, and dots another path; so may what is encoded, where
   * a gateway decodes it. An id may be one that an instance has answered with.
   */
  private static String id(String table, String sysId) {
    if (sysId.isBlank()
        || sysId.equals(".")
        || sysId.equals("..")
        || OF_A_PATH.matcher(sysId).find()) {
      throw new IllegalArgumentException(
          "Table '%s': '%s' is not a sys_id".formatted(table, OneLine.of(sysId, 80)));
    }
    return sysId;
  }

  /** Answered by the id alone, or with the columns that are written; all, if they are many. */
  private RequestUri written(RequestUri uri, Set<String> columns) {
    if (displayInput) {
      uri.parameter("sysparm_input_display_value", "true");
    }
    if (echo) {
      uri.parameter("sysparm_display_value", echoed().parameter());
      String fields =
          Stream.concat(Stream.of(ID), columns.stream().filter(column -> !column.equals(ID)))
              .collect(Collectors.joining(","));
      if (URLEncoder.encode(fields, StandardCharsets.UTF_8).length() <= LONGEST_FIELDS) {
        uri.parameter("sysparm_fields", fields);
      }
    } else {
      uri.parameter("sysparm_fields", ID);
    }
    return uri.parameter("sysparm_exclude_reference_link", "true");
  }

  private static void addQuery(RequestUri uri, EncodedQuery query) {
    String text = query.text();
    if (!text.isEmpty()) {
      uri.parameter("sysparm_query", text);
    }
  }

  private static URI checked(URI uri, String table) {
    int length = uri.toString().length();
    if (length > LONGEST_URI) {
      throw new IllegalArgumentException(
          "Table '%s': the request's URL has %d characters, and instances refuse more than %d or so;"
                  .formatted(table, length, LONGEST_URI)
              + " shorten the table's query, or its list of fields, or ask for fewer values at"
              + " once");
    }
    return uri;
  }
}
