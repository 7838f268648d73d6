package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.service.access.IssuerTokens;
import io.bindery.service.access.Loopback;
import io.bindery.service.access.Principal;
import io.bindery.service.access.Proof;
import io.bindery.service.access.Tokens;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Who may use the API. Where there are tokens: whoever shows one, or the cookie of a browser that
 * showed one. Where there are none the API is on loopback, where still any web page that a user of
 * this machine looks at could send requests: those are told apart by the name they were sent to,
 * and by where they come from.
 */
final class Access {
  /** A page of another site cannot send it without asking first. */
  static final String CONSOLE = "X-Bindery-Console";

  private static final String BEARER = "bearer ";

  /** Of one address, so that guessing tells nothing and costs little. */
  private static final double REFUSED_PER_SECOND = 1;

  private static final int REFUSED_AT_ONCE = 20;
  private static final int ADDRESSES = 10_000;

  private final boolean open;
  private final Origins origins;
  private final Tokens tokens;
  private final Optional<IssuerTokens> issuer;
  private final Function<String, CompletionStage<Optional<Principal>>> sessions;
  private final RateLimit refusals =
      new RateLimit(REFUSED_PER_SECOND, REFUSED_AT_ONCE, ADDRESSES, System::nanoTime);

  /**
   * @param open whether there are no tokens
   * @param sessions finds whose cookie it is
   */
  Access(
      boolean open,
      Origins origins,
      Tokens tokens,
      Optional<IssuerTokens> issuer,
      Function<String, CompletionStage<Optional<Principal>>> sessions) {
    this.open = open;
    this.origins = origins;
    this.tokens = tokens;
    this.issuer = issuer;
    this.sessions = sessions;
  }

  /** Whether nobody has to prove who he is. */
  boolean isOpen() {
    return open;
  }

  /** Whose request it is, or why it is not served. */
  CompletionStage<Admission> admit(Incoming incoming) {
    if (open) {
      return done(withoutTokens(incoming));
    }
    if (!origins.mayAsk(incoming)) {
      return done(
          refused(
              403,
              "This page is of another site: name it in bindery.http.cors-origins. If it is the"
                  + " console behind a proxy, say the address of the proxy in"
                  + " bindery.http.public-url."));
    }
    var authorization = incoming.header("Authorization");
    if (authorization.isPresent()) {
      var token = bearer(authorization.get());
      return token.isPresent()
          ? prove(incoming, token.get()).thenApply(Access::admitted)
          : done(unauthorized("Send the header as Authorization: Bearer TOKEN."));
    }
    var cookie = incoming.sessionCookie();
    if (cookie.isEmpty()) {
      return done(unauthorized("Send the header Authorization: Bearer TOKEN."));
    }
    if (incoming.mayChange() && !isOfConsole(incoming)) {
      return done(
          refused(
              403,
              "A browser that signed in changes something only for a page of this service, with the"
                  + " header %s: 1.".formatted(CONSOLE)));
    }
    if (incoming.origin().isPresent() && !origins.isOwn(incoming)) {
      return done(refused(403, "A page of another site has to send a token of its own."));
    }
    return sessions
        .apply(cookie.get())
        .thenApply(
            found ->
                found
                    .<Admission>map(Admission.Admitted::new)
                    .orElseGet(
                        () -> unauthorized("The session of this browser is over: sign in again.")));
  }

  /** Whether a page of ours sends it, which no page of another site can pretend. */
  boolean isOfConsole(Incoming incoming) {
    return incoming.header(CONSOLE).filter("1"::equals).isPresent() && origins.isOwn(incoming);
  }

  /** What a token proves; whoever shows many that prove nothing has to wait. */
  CompletionStage<Proof> prove(Incoming incoming, String token) {
    var known = tokens.of(token, Instant.now());
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(new Proof.Proved(known.get()));
    }
    var ofIssuer = issuer.filter(it -> IssuerTokens.isMeant(token));
    var proof =
        ofIssuer.isPresent()
            ? ofIssuer.get().prove(token)
            : CompletableFuture.<Proof>completedFuture(
                new Proof.Refused(
                    "The bearer token is none that this service knows, or it is over."));
    return proof.thenApply(
        it ->
            it instanceof Proof.Refused && refusals.take(incoming.sender()).isPresent()
                ? new Proof.TooMany()
                : it);
  }

  private static Admission admitted(Proof proof) {
    if (proof instanceof Proof.Proved proved) {
      return new Admission.Admitted(proved.principal());
    }
    return new Admission.Refused(answer(proof), true);
  }

  /** What a token is answered that opens nothing. */
  static HttpResponse answer(Proof proof) {
    if (proof instanceof Proof.NoRole none) {
      return Reply.problem(403, none.why());
    }
    if (proof instanceof Proof.Later later) {
      return Reply.later(later.why());
    }
    if (proof instanceof Proof.TooMany) {
      return tooOften(
          1, "Too many tokens from this address were refused: try again a little later.");
    }
    return unauthorizedAnswer(
        proof instanceof Proof.Refused refused ? refused.why() : "The token is not known.");
  }

  /** 429. */
  static HttpResponse tooOften(long seconds, String words) {
    return Reply.problem(429, words, RawHeader.create("Retry-After", Long.toString(seconds)));
  }

  private static Optional<String> bearer(String authorization) {
    return Optional.of(authorization)
        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
        .map(value -> value.substring(BEARER.length()).strip())
        .filter(token -> !token.isEmpty());
  }

  private static HttpResponse unauthorizedAnswer(String words) {
    return Reply.problem(
        401, words, RawHeader.create("WWW-Authenticate", "Bearer realm=\"bindery\""));
  }

  private static Admission unauthorized(String words) {
    return new Admission.Refused(unauthorizedAnswer(words), false);
  }

  private static Admission refused(int status, String words) {
    return new Admission.Refused(Reply.problem(status, words), false);
  }

  private static CompletionStage<Admission> done(Admission admission) {
    return CompletableFuture.completedFuture(admission);
  }

  private Admission withoutTokens(Incoming incoming) {
    if (!Loopback.is(incoming.request().getUri().host().address())) {
      return refused(
          403,
          "Without a token the API answers to localhost and 127.0.0.1 only, not to the name in"
              + " the header Host. Use one of them, or configure bindery.http.tokens.");
    }
    if (!origins.mayAsk(incoming)) {
      return refused(
          403,
          "Without a token the API serves no pages of other sites; configure"
              + " bindery.http.tokens, or name the site in bindery.http.cors-origins.");
    }
    return new Admission.Admitted(Principal.ANYBODY);
  }
}
