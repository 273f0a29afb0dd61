/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.auth.BasicScheme;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Apache HttpClient, with everything that would act on its own turned off: no retries, no
 * redirects, no answers to challenges but a proxy's. Thread-safe.
 */
final class HttpExchanger implements AutoCloseable {

  /** A pooled connection that was idle for longer is tested before a request is trusted to it. */
  private static final TimeValue VALIDATE_AFTER = TimeValue.ofMilliseconds(500);

  private final ClientSettings settings;
  private final Timing timing;
  private final Classifier classifier;
  private final RequestTimes times = new RequestTimes();
  private final RequestCounts counts = new RequestCounts();
  private final HttpHost instance;
  private final Optional<HttpHost> proxy;
  private final CloseableHttpClient http;

  /**
   * @param absence asked before a request leaves
   * @param connections how many may be open
   */
  HttpExchanger(
      ClientSettings settings,
      Timing timing,
      Absence absence,
      Classifier classifier,
      int connections) {
    this.settings = settings;
    this.timing = timing;
    this.classifier = classifier;
    this.instance = origin(settings.baseUrl());
    this.proxy = settings.proxy().map(p -> HttpHost.create(p.url()));
    this.http = build(settings, proxy, absence, connections);
  }

  private static CloseableHttpClient build(
      ClientSettings settings, Optional<HttpHost> proxy, Absence absence, int connections) {
    // The deadline ends a request; the socket's own timeout is there should the deadline fail.
    Timeout silence = Timeout.of(settings.requestTimeout().multipliedBy(2));
    Timeout connect = Timeout.of(settings.connectTimeout());
    PoolingHttpClientConnectionManagerBuilder pool =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setConnectionFactory(QuietConnection::open)
            .setMaxConnTotal(connections)
            .setMaxConnPerRoute(connections)
            .setDefaultSocketConfig(
                SocketConfig.custom().setSoTimeout(silence).setTcpNoDelay(true).build())
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(connect)
                    .setSocketTimeout(silence)
                    .setValidateAfterInactivity(VALIDATE_AFTER)
                    .build());
    settings.tls().ifPresent(tls -> pool.setTlsSocketStrategy(strategy(tls)));
    HttpClientBuilder builder =
        HttpClients.custom()
            .setConnectionManager(pool.build())
            .setRequestExecutor(new SentMarker(absence))
            .setUserAgent(settings.userAgent())
            .setDefaultHeaders(List.of(new BasicHeader("Accept", "application/json")))
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setConnectionRequestTimeout(connect)
                    .setResponseTimeout(silence)
                    .setProtocolUpgradeEnabled(false)
                    .build())
            .disableAutomaticRetries()
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAuthCaching();
    proxy.ifPresent(builder::setProxy);
    return builder.build();
  }

  private static DefaultClientTlsStrategy strategy(ClientSettings.Tls tls) {
    return new DefaultClientTlsStrategy(
        tls.context(),
        orDefault(tls.protocols()),
        orDefault(tls.cipherSuites()),
        SSLBufferMode.STATIC,
        HttpsSupport.getDefaultHostnameVerifier());
  }

  /** HttpClient takes null for its defaults. */
  private static String @Nullable [] orDefault(List<String> names) {
    return names.isEmpty() ? null : names.toArray(new String[0]);
  }

  /**
   * Sends one request and reads its answer, on the calling thread.
   *
   * @param clock told of the instance's time
   * @throws HeldBackException when it had its connection and must not leave
   * @throws RuntimeException else only for a bug, the call's or ours
   */
  <T> Verdict<T> exchange(
      Request request,
      Call<T> call,
      Credential credential,
      Session session,
      Exchange exchange,
      Optional<InstanceClock> clock) {
    HttpUriRequestBase message = new HttpUriRequestBase(request.method().name(), request.uri());
    if (!credential.header().isEmpty()) {
      message.setHeader(credential.header(), credential.value());
    }
    message.setHeader("X-Correlation-ID", request.correlationId());
    String cookies = session.header(request.uri());
    if (!cookies.isEmpty()) {
      message.setHeader("Cookie", cookies);
    }
    request.body().ifPresent(body -> message.setEntity(new LateEntity(body)));
    Secrets secrets = new Secrets(credential, cookies, call.secrets());
    exchange.begin(message, timing, settings.requestTimeout());
    long begun = timing.nanoTime().getAsLong();
    times.begin();
    // Closing an answer that was not read to its end closes its connection, and so does no more
    // reading: a stalled body holds up nothing.
    try (ClassicHttpResponse response = open(message, exchange)) {
      Answer answer = new HttpAnswer(response, body(response), secrets);
      exchange.answered(answer);
      counts.answered(answer.status());
      call.answered(answer.status(), () -> headers(response));
      long received = timing.nanoTime().getAsLong();
      for (Header cookie : response.getHeaders("Set-Cookie")) {
        session.keep(request.uri(), cookie.getValue());
      }
      Verdict<T> verdict = classifier.answered(request, answer, call);
      // An error may be a gateway's, with the gateway's clock.
      boolean own = verdict.reply() instanceof Reply.Ok && origin(request.uri()).equals(instance);
      clock
          .filter(told -> own || told.isRough())
          .ifPresent(
              told -> answer.header("Date").ifPresent(date -> told.observe(date, begun, received)));
      return verdict.aged(exchange.age());
    } catch (IOException broken) {
      if (exchange.status() == 0) {
        counts.unanswered();
      }
      return broken(request, exchange, secrets.hiddenIn(Classifier.words(broken)));
    } finally {
      exchange.end();
      times.end(timing.nanoTime().getAsLong() - begun);
    }
  }

  private static Map<String, List<String>> headers(ClassicHttpResponse response) {
    Map<String, List<String>> headers = new TreeMap<>();
    for (Header header : response.getHeaders()) {
      headers
          .computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(String.valueOf(header.getValue()));
    }
    return headers;
  }

  /** Ended between two of its steps, a request fails in HttpClient's own checks of its state. */
  private ClassicHttpResponse open(HttpUriRequestBase message, Exchange exchange)
      throws IOException {
    try {
      return http.executeOpen(null, message, context(exchange));
    } catch (IllegalStateException | NullPointerException failed) {
      if (!exchange.wasEnded()) {
        throw failed;
      }
      throw new IOException(failed);
    }
  }

  private <T> Verdict<T> broken(Request request, Exchange exchange, String cause) {
    Verdict<T> verdict =
        classifier.broken(
            request,
            cause,
            exchange.progress(),
            exchange.timedOut(),
            exchange.status(),
            exchange.transactionId());
    return verdict.aged(exchange.age());
  }

  RequestTimes times() {
    return times;
  }

  RequestCounts counts() {
    return counts;
  }

  private HttpClientContext context(Exchange exchange) {
    HttpClientContext context = HttpClientContext.create();
    context.setAttribute(Exchange.ATTRIBUTE, exchange);
    proxy.ifPresent(
        host ->
            settings
                .proxy()
                .flatMap(ClientSettings.Proxy::user)
                .ifPresent(user -> greet(context, host, user)));
    return context;
  }

  /** Gives the proxy its user at once, so that no write is sent twice for a challenge. */
  private static void greet(HttpClientContext context, HttpHost host, ClientSettings.User user) {
    UsernamePasswordCredentials credentials =
        new UsernamePasswordCredentials(user.name(), user.password().toCharArray());
    BasicScheme scheme = new BasicScheme();
    scheme.initPreemptive(credentials);
    context.resetAuthExchange(host, scheme);
    context.setCredentialsProvider(
        (scope, unused) -> new AuthScope(host).match(scope) >= 0 ? credentials : null);
  }

  /** Scheme, host and port, the port also when it is the scheme's own. */
  private static HttpHost origin(URI uri) {
    return RoutingSupport.normalize(HttpHost.create(uri), DefaultSchemePortResolver.INSTANCE);
  }

  private static InputStream body(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    return entity == null ? InputStream.nullInputStream() : entity.getContent();
  }

  /** Ends all that is under way. */
  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }

  private record HttpAnswer(ClassicHttpResponse response, InputStream body, Secrets secrets)
      implements Answer {

    @Override
    public int status() {
      return response.getCode();
    }

    @Override
    public String reason() {
      String reason = response.getReasonPhrase();
      return reason == null || reason.isBlank() ? "status " + status() : reason;
    }

    @Override
    public Optional<String> header(String name) {
      Header header = response.getFirstHeader(name);
      return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
    }

    @Override
    public String withoutSecrets(String text) {
      return secrets.hiddenIn(text);
    }
  }

  /** Marks the moment from which a request may have reached the instance; or sends nothing. */
  private static final class SentMarker extends HttpRequestExecutor {

    private final Absence absence;

    SentMarker(Absence absence) {
      this.absence = absence;
    }

    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback callback,
        HttpContext context)
        throws IOException, HttpException {
      if (!request.getMethod().equals("CONNECT")) {
        if (absence.holdsBack()) {
          throw new HeldBackException();
        }
        Exchange.of(HttpClientContext.castOrCreate(context)).ifPresent(Exchange::sent);
      }
      return super.execute(request, connection, callback, context);
    }
  }
}
