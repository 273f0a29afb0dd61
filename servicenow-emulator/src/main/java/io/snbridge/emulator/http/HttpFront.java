/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.RequestLog;
import io.snbridge.emulator.Switches;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server: sessions, faults, the log, and the wire. A thread per request. */
public final class HttpFront implements AutoCloseable {
  /** Paths that no log, session or fault knows of. */
  public static final String CONTROL = "/emulator/";

  private static final String TOKENS = "/oauth_token.do";

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** Something that may stand between a request and its answer. */
  public interface Interceptor {
    /** Answers, with or without asking what comes next. */
    Answer answer(Request request, Supplier<Answer> proceed);
  }

  /**
   * Where and how to listen.
   *
   * @param host the address
   * @param port the port, 0 for any free one
   * @param tls null for plain HTTP
   * @param clientCertificates whether clients must show a certificate
   */
  public record Listen(String host, int port, SSLContext tls, boolean clientCertificates) {}

  private final WireServer server;
  private final Pause pause = new Pause();
  private final AnswerWriter writer = new AnswerWriter(pause);
  private final HttpSessions sessions = new HttpSessions();
  private final NodeSemaphores semaphores;
  private final AtomicInteger present = new AtomicInteger();
  private final EmulatorClock clock;
  private final Switches switches;
  private final RequestLog log;
  private final Interceptor interceptor;
  private final Function<Request, Answer> application;
  private final Function<Request, Answer> control;
  private final URI url;

  /**
   * Opens the port; requests are served from here on.
   *
   * @throws IOException when the port cannot be bound
   */
  public HttpFront(
      Listen listen,
      EmulatorClock clock,
      Switches switches,
      RequestLog log,
      Interceptor interceptor,
      Function<Request, Answer> application,
      Function<Request, Answer> control)
      throws IOException {
    this.clock = clock;
    this.switches = switches;
    this.semaphores = new NodeSemaphores(switches);
    this.log = log;
    this.interceptor = interceptor;
    this.application = application;
    this.control = control;
    server = new WireServer(listen, this::serve);
    url =
        URI.create(
            "%s://%s:%d"
                .formatted(listen.tls() == null ? "http" : "https", listen.host(), server.port()));
  }

  /** Scheme, host and port. */
  public URI url() {
    return url;
  }

  /** Where faults wait. */
  public Pause pause() {
    return pause;
  }

  /** The most requests with one session's cookie that were here at once. */
  public int greatestConcurrencyPerSession() {
    return sessions.greatestConcurrency();
  }

  /** How many sessions were opened. */
  public int sessionsOpened() {
    return sessions.opened();
  }

  /**
   * A switch of nodes: every session so far is refused from now on, and keeps its cookie.
   *
   * @param status 401 or 403
   */
  public void refuseSessions(int status) {
    sessions.refuseAll(status);
  }

  /** Forgets all sessions. */
  public void clearSessions() {
    sessions.clear();
  }

  private boolean serve(WireRequest wire, OutputStream out) throws IOException {
    Request request = RequestReader.read(wire, clock.now());
    if (request.path().startsWith(CONTROL)) {
      Answer answer = intercepted(request, () -> control.apply(request));
      writer.write(out, answer, false, false, () -> {});
      return wire.keepsAlive();
    }
    log.arrived(present.incrementAndGet());
    AtomicBoolean gone = new AtomicBoolean();
    HttpSession session = sessions.of(request);
    boolean entered = session.enter(switches.sessionQueue());
    Runnable leave =
        () -> {
          if (gone.compareAndSet(false, true)) {
            present.decrementAndGet();
            if (entered) {
              session.leave();
            }
          }
        };
    try {
      Answer answer =
          entered
              ? intercepted(
                  request,
                  () ->
                      semaphores.within(
                          () -> interceptor.answer(request, () -> answer(request, session))))
              : Answer.empty(202);
      Answer dressed = dressed(answer, session);
      log.answered(request, dressed.status(), session.id(), clock.now());
      LOG.debug("{} {} -> {}", request.method(), request.path(), dressed.status());
      boolean headOnly = wire.method().equals("HEAD");
      writer.write(out, dressed, headOnly, zips(request, dressed), leave);
      return wire.keepsAlive();
    } finally {
      leave.run();
    }
  }

  /** No session has a part in giving out tokens. */
  private Answer answer(Request request, HttpSession session) {
    int refusal = request.path().equals(TOKENS) ? 0 : session.refusal();
    return refusal == 0
        ? application.apply(request)
        : Answer.error(refusal, "User Not Authorized", "Failed API level ACL Validation");
  }

  private static Answer intercepted(Request request, Supplier<Answer> work) {
    try {
      return work.get();
    } catch (RuntimeException defect) {
      LOG.error("{} {} failed", request.method(), request.path(), defect);
      return Answer.error(500, "The emulator itself failed", defect.toString());
    }
  }

  private Answer dressed(Answer answer, HttpSession session) {
    Answer dated = answer.headers().containsKey("Date") ? answer : answer.dated(clock.now());
    return dated
        .with("Server", "ServiceNow")
        .with("X-Transaction-ID", UUID.randomUUID().toString().substring(0, 12))
        .with("Cache-Control", "no-cache,no-store,must-revalidate,max-age=-1")
        .with("Set-Cookie", "JSESSIONID=" + session.id() + "; Path=/; HttpOnly");
  }

  private boolean zips(Request request, Answer answer) {
    return switches.compresses(answer.body().length())
        && request.header("accept-encoding").orElse("").contains("gzip");
  }

  @Override
  public void close() {
    server.close();
    pause.close();
  }
}
