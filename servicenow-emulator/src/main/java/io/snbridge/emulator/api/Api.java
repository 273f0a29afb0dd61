/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.HttpFront;
import io.snbridge.emulator.http.Request;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds who asks, and what answers. */
public final class Api {
  private static final Pattern TABLE =
      Pattern.compile("/api/now(?:/(v1|v2))?/table/([^/]+)(?:/([^/]+))?/?");
  private static final Pattern STATS = Pattern.compile("/api/now(?:/v1)?/stats/([^/]+)/?");

  private static final Pattern BATCH = Pattern.compile("/api/now(?:/v1)?/batch/?");
  private static final Pattern IMPORT =
      Pattern.compile("/api/now(?:/v1)?/import/([^/]+)(/insertMultiple)?/?");
  private static final Pattern IDENTIFY = Pattern.compile("/api/now(?:/v1)?/identifyreconcile/?");

  private final Context context;
  private final Tokens tokens;
  private final Authenticator authenticator;
  private final OAuthEndpoint oauth;
  private final TableApi tables;
  private final StatsApi stats;
  private final BatchApi batch;
  private final ImportApi imports;
  private final IdentifyApi identification;

  /**
   * Puts the APIs of an instance together.
   *
   * @param items stands between the items of a batch and their answers
   */
  public Api(Context context, Credentials credentials, HttpFront.Interceptor items) {
    this.context = context;
    this.tokens = new Tokens(context.clock(), context.switches()::tokenLifetime);
    this.authenticator = new Authenticator(credentials, tokens);
    this.oauth = new OAuthEndpoint(credentials, tokens, context.clock());
    this.tables = new TableApi(context);
    this.stats = new StatsApi(context);
    this.imports = new ImportApi(context);
    this.identification = new IdentifyApi(context);
    this.batch =
        new BatchApi(context, (item, user) -> items.answer(item, () -> routed(item, user)));
  }

  /** The access tokens. */
  public Tokens tokens() {
    return tokens;
  }

  /** The staging tables. */
  public ImportApi imports() {
    return imports;
  }

  /** How configuration items are identified. */
  public IdentifyApi identification() {
    return identification;
  }

  /** Answers a request. */
  public Answer answer(Request request) {
    if (request.path().length() + request.rawQuery().length() > context.switches().longestUri()) {
      return Answer.html(
          414, "<html><head><title>414 Request-URI Too Large</title></head><body></body></html>");
    }
    if (request.path().equals("/oauth_token.do")) {
      return oauth.answer(request);
    }
    Optional<String> user = authenticator.user(request);
    if (user.isEmpty()) {
      return Errors.unauthorized();
    }
    Optional<Answer> refusal = Headers.refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    context.store().commitDue();
    imports.transformDue();
    return BATCH.matcher(request.path()).matches()
        ? batch.answer(request, user.get())
        : routed(request, user.get());
  }

  /** Answers a request whose sender is known: also the way of a batch's items. */
  private Answer routed(Request request, String user) {
    Matcher table = TABLE.matcher(request.path());
    if (table.matches()) {
      String version = table.group(1) == null ? "" : table.group(1);
      String id = table.group(3) == null ? "" : table.group(3);
      return tables.answer(request, version, table.group(2), id, user);
    }
    Matcher aggregate = STATS.matcher(request.path());
    if (aggregate.matches()) {
      return stats.answer(request, aggregate.group(1));
    }
    if (IDENTIFY.matcher(request.path()).matches()) {
      return identification.answer(request, user);
    }
    Matcher staging = IMPORT.matcher(request.path());
    return staging.matches()
        ? imports.answer(request, staging.group(1), staging.group(2) != null, user)
        : Errors.noResource();
  }
}
