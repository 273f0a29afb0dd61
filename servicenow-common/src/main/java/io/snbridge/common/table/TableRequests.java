/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Request.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hc.core5.net.URIBuilder;

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

  private final URI baseUrl;
  private final boolean displayInput;
  private final boolean echo;

  TableRequests(URI baseUrl) {
    this(baseUrl, false, false);
  }

  private TableRequests(URI baseUrl, boolean displayInput, boolean echo) {
    this.baseUrl = baseUrl;
    this.displayInput = displayInput;
    this.echo = echo;
  }

  /** The same, for values as users see them. */
  TableRequests withDisplayInput() {
    return new TableRequests(baseUrl, true, echo);
  }

  /** The same, but the answer to a write has the columns that were written. */
  TableRequests withEcho() {
    return new TableRequests(baseUrl, displayInput, true);
  }

  /** How the columns of the answer to a write come. */
  DisplayValue echoed() {
    return echo && displayInput ? DisplayValue.ALL : DisplayValue.FALSE;
  }

  Request page(PageRequest page, String correlationId) {
    return Request.get(checked(uri(page), page.table()), correlationId);
  }

  /** Of a page, however long. */
  URI uri(PageRequest page) {
    URIBuilder uri = uri("table", page.table());
    addQuery(uri, page.query());
    if (!page.fields().isEmpty()) {
      uri.addParameter("sysparm_fields", String.join(",", page.fields()));
    }
    uri.addParameter("sysparm_limit", Integer.toString(page.limit()));
    if (page.offset() > 0) {
      uri.addParameter("sysparm_offset", Integer.toString(page.offset()));
    }
    uri.addParameter("sysparm_display_value", page.displayValue().parameter());
    uri.addParameter("sysparm_exclude_reference_link", "true");
    if (!page.count()) {
      uri.addParameter("sysparm_no_count", "true");
    }
    // Nobody reads the Link header, and with a long query it turns the answer into a 400.
    uri.addParameter("sysparm_suppress_pagination_header", "true");
    return built(uri, page.table());
  }

  Request count(String table, EncodedQuery query, String correlationId) {
    URIBuilder uri = uri("stats", table);
    addQuery(uri, query.orderBy());
    uri.addParameter("sysparm_count", "true");
    return Request.get(checked(built(uri, table), table), correlationId);
  }

  Request get(String table, String sysId, String correlationId) {
    URIBuilder uri = uri("table", table).appendPathSegments(id(table, sysId));
    uri.addParameter("sysparm_display_value", DisplayValue.FALSE.parameter());
    uri.addParameter("sysparm_exclude_reference_link", "true");
    return Request.get(checked(built(uri, table), table), correlationId);
  }

  Request insert(String table, Map<String, String> values, String correlationId) {
    URIBuilder uri = written(uri("table", table), values.keySet());
    return Request.write(
        Method.POST, checked(built(uri, table), table), RowJson.of(values), correlationId);
  }

  Request update(String table, String sysId, Map<String, String> values, String correlationId) {
    URIBuilder uri =
        written(uri("table", table).appendPathSegments(id(table, sysId)), values.keySet());
    return Request.write(
        Method.PATCH, checked(built(uri, table), table), RowJson.of(values), correlationId);
  }

  Request delete(String table, String sysId, String correlationId) {
    URIBuilder uri = uri("table", table).appendPathSegments(id(table, sysId));
    return Request.delete(checked(built(uri, table), table), correlationId);
  }

  private URIBuilder uri(String api, String table) {
    if (!TABLE.matcher(table).matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a table name: letters, digits and '_' are".formatted(table));
    }
    return new URIBuilder(baseUrl).appendPathSegments("api", "now", api, table);
  }

  /** An empty id would address the whole table, and dots another path. */
  private static String id(String table, String sysId) {
    if (sysId.isBlank() || sysId.equals(".") || sysId.equals("..")) {
      throw new IllegalArgumentException(
          "Table '%s': '%s' is not a sys_id".formatted(table, sysId));
    }
    return sysId;
  }

  /** Answered by the id alone, or with the columns that are written; all, if they are many. */
  private URIBuilder written(URIBuilder uri, Set<String> columns) {
    if (displayInput) {
      uri.addParameter("sysparm_input_display_value", "true");
    }
    String fields = ID;
    if (echo) {
      uri.addParameter("sysparm_display_value", echoed().parameter());
      fields =
          Stream.concat(Stream.of(ID), columns.stream().filter(column -> !column.equals(ID)))
              .collect(Collectors.joining(","));
    }
    if (URLEncoder.encode(fields, StandardCharsets.UTF_8).length() <= LONGEST_FIELDS) {
      uri.addParameter("sysparm_fields", fields);
    }
    return uri.addParameter("sysparm_exclude_reference_link", "true");
  }

  private static void addQuery(URIBuilder uri, EncodedQuery query) {
    String text = query.text();
    if (!text.isEmpty()) {
      uri.addParameter("sysparm_query", text);
    }
  }

  private static URI built(URIBuilder builder, String table) {
    try {
      return builder.build();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("Table '%s': not a URL".formatted(table), e);
    }
  }

  private static URI checked(URI uri, String table) {
    int length = uri.toString().length();
    if (length > LONGEST_URI) {
      throw new IllegalArgumentException(
          "Table '%s': the request's URL has %d characters, and instances refuse more than %d or so;"
                  .formatted(table, length, LONGEST_URI)
              + " shorten the table's query, or its list of fields, or ask for fewer values at once");
    }
    return uri;
  }
}
