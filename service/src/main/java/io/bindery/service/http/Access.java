package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.service.access.Principal;
import io.bindery.service.access.Role;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;

/**
 * Who may use the API. With a token: whoever shows it. Without one the API is on loopback, where
 * still any web page that a user of this machine looks at could send requests: those are told apart
 * by the name they were sent to, and by where they come from.
 */
final class Access {
  private static final String BEARER = "bearer ";

  private static final Principal SHARED =
      new Principal("token", Role.ADMIN, Principal.How.TOKEN, Optional.empty());

  private final Optional<byte[]> tokenSha256;

  Access(Optional<byte[]> tokenSha256) {
    this.tokenSha256 = tokenSha256;
  }

  /** Whose request it is, or why it is not served. */
  Admission admit(HttpRequest request) {
    var refusal =
        tokenSha256.isPresent() ? withToken(request, tokenSha256.get()) : withoutToken(request);
    return refusal.isPresent()
        ? new Admission.Refused(refusal.get())
        : new Admission.Admitted(tokenSha256.isPresent() ? SHARED : Principal.ANYBODY);
  }

  private static Optional<HttpResponse> withToken(HttpRequest request, byte[] expected) {
    var shown =
        request
            .getHeader("Authorization")
            .map(HttpHeader::value)
            .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
            .map(value -> value.substring(BEARER.length()).strip());
    // Hashes of equal length are compared in a time that does not depend on where they differ.
    if (shown.isPresent() && MessageDigest.isEqual(sha256(shown.get()), expected)) {
      return Optional.empty();
    }
    return Optional.of(
        Reply.problem(
            401,
            shown.isPresent()
                ? "The bearer token is not the one this service was started with."
                : "Send the header Authorization: Bearer TOKEN.",
            RawHeader.create("WWW-Authenticate", "Bearer realm=\"bindery\"")));
  }

  private static Optional<HttpResponse> withoutToken(HttpRequest request) {
    var host = request.getUri().host().address();
    if (!HttpSettings.isLoopback(host)) {
      return Optional.of(
          Reply.problem(
              403,
              "Without a token the API answers to localhost and 127.0.0.1 only, not to the name in"
                  + " the header Host. Use one of them, or configure bindery.http.token-sha256."));
    }
    var own = "http://%s:%d".formatted(host, request.getUri().port());
    var origin = request.getHeader("Origin").map(HttpHeader::value);
    if (origin.isPresent() && !origin.get().equalsIgnoreCase(own)) {
      return Optional.of(
          Reply.problem(
              403,
              "Without a token the API serves no pages of other sites; configure"
                  + " bindery.http.token-sha256."));
    }
    return Optional.empty();
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
