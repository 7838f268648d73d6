package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.access.Principal;
import io.bindery.service.access.Proof;
import io.bindery.service.access.Sessions;
import io.bindery.service.audit.AuditEntry;
import io.bindery.service.audit.AuditTrail;
import io.bindery.service.audit.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /me} and {@code /session}: who one is, signing in with a browser, and signing out. */
final class SessionRoutes {
  private static final String PATH = "session";
  private static final String TOKEN = "token";

  private final Access access;
  private final Sessions sessions;
  private final AuditTrail trail;
  private final AuditedRefusals refusals;
  private final boolean secure;

  /** Who one is; {@code signIn} says that there is something to be gained by it. */
  private record Me(
      String name, Optional<String> role, String how, Optional<Instant> expiresAt, boolean signIn) {
    static Me of(Principal principal) {
      boolean nobody = principal.how() == Principal.How.NOBODY;
      return new Me(
          principal.name(),
          nobody ? Optional.empty() : Optional.of(principal.role().word()),
          principal.how().word(),
          principal.expiresAt(),
          nobody);
    }
  }

  /**
   * @param secure whether browsers reach us by TLS only
   */
  SessionRoutes(
      Access access,
      Sessions sessions,
      AuditTrail trail,
      AuditedRefusals refusals,
      boolean secure) {
    this.access = access;
    this.sessions = sessions;
    this.trail = trail;
    this.refusals = refusals;
    this.secure = secure;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("me", Set.of(), call -> Call.done(Reply.ok(Me.of(call.principal())))).open(),
        Endpoint.json("POST", PATH, Set.of(TOKEN), this::begin).open(),
        Endpoint.plain("DELETE", PATH, this::end).open());
  }

  private CompletionStage<HttpResponse> begin(Call call, JsonFields body) throws FieldException {
    if (access.isOpen()) {
      return Call.done(
          Reply.problem(
              409,
              "There are no tokens: whoever uses this machine may do everything, and nobody signs"
                  + " in."));
    }
    if (!access.isOfConsole(call.incoming())) {
      return Call.done(notOfConsole());
    }
    var token = body.text(TOKEN).strip();
    return access
        .prove(call.incoming(), token)
        .thenCompose(
            proof -> {
              if (proof instanceof Proof.Proved proved) {
                return begun(call, token, proved.principal());
              }
              var answer = Access.answer(proof);
              refusals.token(call.incoming(), answer);
              return Call.done(answer);
            });
  }

  private CompletionStage<HttpResponse> begun(Call call, String token, Principal principal) {
    var record =
        AuditEntry.session(Kind.SIGN_IN, Orders.who(call.incoming(), principal), what(call));
    return trail
        .add(record, seq -> Optional.empty())
        .thenCompose(seq -> sessions.begin(token, principal))
        .thenApply(
            begun ->
                Reply.ok(Me.of(begun.principal()))
                    .addHeader(cookie(begun.cookie(), lasts(begun.principal()))));
  }

  private static long lasts(Principal principal) {
    return principal
        .expiresAt()
        .map(end -> Math.max(0, Duration.between(Instant.now(), end).toSeconds()))
        .orElse(0L);
  }

  /** Needs no proof beyond the cookie: it is harmless, and must work when the token is over. */
  private CompletionStage<HttpResponse> end(Call call) {
    if (!access.isOfConsole(call.incoming())) {
      return Call.done(notOfConsole());
    }
    var gone = HttpResponse.create().withStatus(204).addHeader(cookie("", 0));
    var cookie = call.incoming().sessionCookie();
    if (cookie.isEmpty() || call.principal().how() != Principal.How.SESSION) {
      return Call.done(gone);
    }
    var record =
        AuditEntry.session(
            Kind.SIGN_OUT, Orders.who(call.incoming(), call.principal()), what(call));
    return sessions
        .end(cookie.get())
        .thenCompose(ended -> trail.addSurely(record))
        .thenApply(recorded -> gone);
  }

  private static AuditEntry.What what(Call call) {
    var path = "/api/v1/" + PATH;
    return new AuditEntry.What(call.incoming().request().method().name(), path, path);
  }

  private RawHeader cookie(String value, long seconds) {
    return RawHeader.create(
        "Set-Cookie",
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s"
            .formatted(Incoming.COOKIE, value, seconds, secure ? "; Secure" : ""));
  }

  private static HttpResponse notOfConsole() {
    return Reply.problem(
        403,
        "Browsers sign in from a page of this service only, with the header %s: 1; programs send the header Authorization: Bearer TOKEN with each request."
            .formatted(Access.CONSOLE));
  }
}
