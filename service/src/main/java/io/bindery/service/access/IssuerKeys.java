package io.bindery.service.access;

import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.jwk.JWKSet;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.RegularWork;
import io.bindery.protocol.text.SafeText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The public keys of an issuer. They are read at the start, every ten minutes, and when a token
 * names one that is not known, but then at most every half minute, so that nobody makes this node
 * ask the issuer again and again. One request is under way at a time, within a time and a size. An
 * issuer that is away for less than a day changes nothing for keys that are known.
 */
final class IssuerKeys {
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration FRESH = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final Duration STALE = Duration.ofDays(1);
  private static final int MOST_BYTES = 512 << 10;
  private static final int OK = 200;
  private static final JsonMapper JSON = new JsonMapper();

  private final IssuerSettings settings;
  private final Part part;
  private final HttpClient client;

  private Optional<JWKSet> known = Optional.empty();
  private long knownAt;
  private long askedAt;
  private boolean everAsked;
  private Optional<CompletableFuture<JWKSet>> underWay = Optional.empty();

  private IssuerKeys(IssuerSettings settings, Part part) {
    this.settings = settings;
    this.part = part;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(settings.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  static IssuerKeys start(ActorSystem<?> system, IssuerSettings settings) {
    var part =
        Health.get(system)
            .part(
                new Dependency(
                    "http.issuer",
                    Kind.ISSUER,
                    "bindery.http.oidc.issuer",
                    settings.issuer(),
                    Optional.empty(),
                    false));
    var keys = new IssuerKeys(settings, part);
    RegularWork.start(system, "issuer-keys", LOOK, keys::refresh);
    keys.refresh();
    return keys;
  }

  /**
   * The keys, among them that of an id, if the issuer has it.
   *
   * @return fails within the timeout if they cannot be had
   */
  CompletionStage<JWKSet> with(Optional<String> id) {
    synchronized (this) {
      if (known.isPresent() && !isOlder(knownAt, STALE)) {
        boolean there = id.isEmpty() || known.get().getKeyByKeyId(id.get()) != null;
        if (there || (underWay.isEmpty() && !mayAsk())) {
          return CompletableFuture.completedFuture(known.get());
        }
      } else if (underWay.isEmpty() && everAsked && !isOlder(askedAt, LOOK)) {
        return CompletableFuture.failedFuture(new IOException("its keys could not be read"));
      }
    }
    return ask().copy();
  }

  private synchronized boolean mayAsk() {
    return !everAsked || isOlder(askedAt, PAUSE);
  }

  private synchronized void refresh() {
    if (underWay.isEmpty() && (known.isEmpty() || isOlder(knownAt, FRESH))) {
      var unused = ask();
    }
  }

  private static boolean isOlder(long nanos, Duration age) {
    return System.nanoTime() - nanos > age.toNanos();
  }

  private synchronized CompletableFuture<JWKSet> ask() {
    if (underWay.isPresent()) {
      return underWay.get();
    }
    everAsked = true;
    askedAt = System.nanoTime();
    var asked = address().thenCompose(this::get).thenApply(IssuerKeys::keys).toCompletableFuture();
    var answer = asked.copy().orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    underWay = Optional.of(answer);
    var unused =
        answer.whenComplete(
            (keys, failure) -> {
              asked.cancel(true);
              ended(keys, failure);
            });
    return answer;
  }

  private void ended(JWKSet keys, Throwable failure) {
    synchronized (this) {
      underWay = Optional.empty();
      if (failure == null) {
        known = Optional.of(keys);
        knownAt = System.nanoTime();
      }
    }
    if (failure == null) {
      part.good();
    } else {
      part.failed(
          Finding.waiting(
              "Its keys cannot be read: %s.".formatted(words(failure)),
              "Tokens of the issuer are refused if they are signed with keys that are not known;"
                  + " tokens of Bindery are not concerned."));
    }
  }

  private String words(Throwable failure) {
    var cause = Causes.of(failure);
    return cause instanceof TimeoutException
        ? "it did not answer within %d ms".formatted(settings.timeout().toMillis())
        : SafeText.line(Causes.text(cause));
  }

  private CompletionStage<URI> address() {
    if (settings.jwksUrl().isPresent()) {
      return CompletableFuture.completedFuture(settings.jwksUrl().get());
    }
    var issuer = settings.issuer();
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return get(URI.create(base + "/.well-known/openid-configuration")).thenApply(this::discovered);
  }

  private URI discovered(byte[] document) {
    try {
      var tree = JSON.readTree(document);
      if (!tree.path("issuer").asText().equals(settings.issuer())) {
        throw new IssuerException("its discovery document is of another issuer");
      }
      var uri = URI.create(tree.path("jwks_uri").asText());
      if (uri.getHost() == null || !IssuerSettings.isSafe(uri)) {
        throw new IssuerException("its discovery document has no jwks_uri with https");
      }
      return uri;
    } catch (IOException | IllegalArgumentException e) {
      throw new IssuerException("its discovery document cannot be read");
    }
  }

  private static JWKSet keys(byte[] document) {
    try {
      return JWKSet.parse(new String(document, StandardCharsets.UTF_8)).toPublicJWKSet();
    } catch (ParseException e) {
      throw new IssuerException("what it answers is no set of keys");
    }
  }

  private CompletionStage<byte[]> get(URI uri) {
    return client
        .sendAsync(
            HttpRequest.newBuilder(uri)
                .header("Accept", "application/json")
                .timeout(settings.timeout())
                .GET()
                .build(),
            BoundedBody.upTo(MOST_BYTES))
        .thenApply(
            answer -> {
              if (answer.statusCode() != OK) {
                throw new IssuerException("%s answers %d".formatted(uri, answer.statusCode()));
              }
              return answer.body();
            });
  }
}
