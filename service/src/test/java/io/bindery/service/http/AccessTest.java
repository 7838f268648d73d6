package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.service.access.Principal;
import io.bindery.service.access.Role;
import io.bindery.service.access.Secrets;
import io.bindery.service.access.Token;
import io.bindery.service.access.Tokens;
import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose request one is, and which are not let in. */
class AccessTest {
  private static final String SESAME = "open sesame";
  private static final Instant PAST = Instant.parse("2026-01-01T00:00:00Z");
  private static final String COOKIE = "c".repeat(43);

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/, , 200",
    "http://localhost:8080/, , 200",
    "http://[::1]:8080/, , 200",
    "http://localhost:8080/, http://localhost:8080, 200",
    "http://localhost:8080/, http://localhost:3000, 403",
    "http://localhost:8080/, https://example.org, 403",
    "http://localhost:8080/, null, 403",
    "http://localhost:8080/, http://lab.example, 200",
    "http://example.org:8080/, , 403",
    "http://10.0.0.1:8080/, , 403",
  })
  void withoutTokensOnlyThisMachineIsServed(String uri, String origin, int status) {
    var request = HttpRequest.GET(uri);
    var sent = origin == null ? request : request.addHeader(RawHeader.create("Origin", origin));
    assertThat(status(access(true), sent)).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer open sesame, 200",
    "bearer open sesame, 200",
    "Bearer open sesam, 401",
    "Bearer past, 401",
    "Bearer, 401",
    "Basic open sesame, 401",
    "open sesame, 401",
    "Bearer a.b.c, 401",
    ", 401"
  })
  void withTokensWhoeverShowsOneIsServed(String authorization, int status) {
    var request = HttpRequest.GET("http://bindery.example.org/");
    var sent =
        authorization == null
            ? request
            : request.addHeader(RawHeader.create("Authorization", authorization));
    assertThat(status(access(false), sent)).isEqualTo(status);
  }

  @Test
  void whoShowsATokenHasItsNameAndRole() {
    var request =
        HttpRequest.GET("http://h/")
            .addHeader(RawHeader.create("Authorization", "Bearer " + SESAME));
    assertThat(admission(access(false), incoming(request)))
        .isEqualTo(
            new Admission.Admitted(
                new Principal("ann", Role.OPERATOR, Principal.How.TOKEN, Optional.empty())));
  }

  /** A page of another site has no cookie of ours to send, but for one of another port. */
  @ParameterizedTest
  @CsvSource({
    "GET, , , 200",
    "GET, , http://bindery.example.org, 200",
    "GET, , https://proxy.example, 200",
    "GET, , http://bindery.example.org:3000, 403",
    "GET, , http://lab.example, 403",
    "POST, , http://bindery.example.org, 403",
    "POST, 1, , 403",
    "POST, 1, http://bindery.example.org:3000, 403",
    "POST, 1, http://lab.example, 403",
    "POST, 1, null, 403",
    "POST, 0, http://bindery.example.org, 403",
    "POST, 1, http://bindery.example.org, 200",
    "DELETE, 1, https://proxy.example, 200",
  })
  void aCookieChangesSomethingForOurOwnPagesOnly(
      String method, String console, String origin, int status) {
    var request =
        HttpRequest.create("http://bindery.example.org/")
            .withMethod(HttpMethods.lookup(method).orElseThrow())
            .addHeader(RawHeader.create("Host", "bindery.example.org"))
            .addHeader(RawHeader.create("Cookie", "a=b; bindery_session=" + COOKIE));
    if (console != null) {
      request = request.addHeader(RawHeader.create(Access.CONSOLE, console));
    }
    if (origin != null) {
      request = request.addHeader(RawHeader.create("Origin", origin));
    }
    assertThat(status(access(false), request)).isEqualTo(status);
  }

  @Test
  void aCookieOfNobodyIsRefused() {
    var request =
        HttpRequest.GET("http://h/").addHeader(RawHeader.create("Cookie", "bindery_session=guess"));
    assertThat(status(access(false), request)).isEqualTo(401);
  }

  @Test
  void aRefusalNamesTheSchemeAndNotTheToken() {
    var request =
        HttpRequest.GET("http://h/")
            .addHeader(RawHeader.create("Authorization", "Bearer guessed-token"));
    var refused = (Admission.Refused) admission(access(false), incoming(request));
    assertThat(refused.answer().getHeader("WWW-Authenticate").orElseThrow().value())
        .isEqualTo("Bearer realm=\"bindery\"");
    assertThat(refused.shown()).isTrue();
    assertThat(refused.toString()).doesNotContain("guessed-token");
  }

  @Test
  void whoGuessesHasToWaitAndNobodyElse() throws Exception {
    var access = access(false);
    var guess =
        HttpRequest.GET("http://h/").addHeader(RawHeader.create("Authorization", "Bearer guess"));
    var answers = new ArrayList<Integer>();
    for (int i = 0; i < 30; i++) {
      answers.add(status(access, guess));
    }
    assertThat(answers).startsWith(401).endsWith(429);
    var good =
        HttpRequest.GET("http://h/")
            .addHeader(RawHeader.create("Authorization", "Bearer " + SESAME));
    assertThat(status(access, good)).isEqualTo(200);
    var elsewhere = new Incoming(guess, InetAddress.getByName("10.9.9.9"), "1");
    assertThat(((Admission.Refused) admission(access, elsewhere)).answer().status().intValue())
        .isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 192.0.2.7, 192.0.2.7",
    "10.0.0.1, '203.0.113.9, 192.0.2.7', 192.0.2.7",
    "10.0.0.1, '192.0.2.7, 10.3.3.3', 192.0.2.7",
    "10.0.0.1, '192.0.2.7, nonsense', 10.0.0.1",
    "10.0.0.1, , 10.0.0.1",
    "11.0.0.1, 192.0.2.7, 11.0.0.1",
    "2001:db8::1, 2001:db8:1::7, 2001:db8:1:0:0:0:0:7",
  })
  void aProxyIsBelievedWhoseAddressIsKnown(String peer, String forwarded, String sender)
      throws Exception {
    var proxies =
        List.of(
            Network.parse("10.0.0.0/8").orElseThrow(), Network.parse("2001:db8::1").orElseThrow());
    var request = HttpRequest.GET("http://h/");
    var sent =
        forwarded == null
            ? request
            : request.addHeader(RawHeader.create("X-Forwarded-For", forwarded));
    assertThat(Incoming.of(sent, InetAddress.getByName(peer), proxies).sender())
        .isEqualTo(InetAddress.getByName(sender).getHostAddress());
  }

  private static Access access(boolean open) {
    return new Access(
        open,
        new Origins(
            Optional.of(URI.create("https://proxy.example")), List.of("http://lab.example")),
        new Tokens(
            List.of(
                new Token("ann", Role.OPERATOR, Secrets.hash(SESAME), Optional.empty()),
                new Token("ann", Role.ADMIN, Secrets.hash("past"), Optional.of(PAST)))),
        Optional.empty(),
        cookie ->
            CompletableFuture.completedFuture(
                Optional.of(cookie).filter(COOKIE::equals).map(it -> Principal.ANYBODY)));
  }

  private static Incoming incoming(HttpRequest request) {
    return new Incoming(request, InetAddress.getLoopbackAddress(), "0");
  }

  private static Admission admission(Access access, Incoming incoming) {
    return access.admit(incoming).toCompletableFuture().join();
  }

  private static int status(Access access, HttpRequest request) {
    return admission(access, incoming(request)) instanceof Admission.Refused refused
        ? refused.answer().status().intValue()
        : 200;
  }
}
