package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import io.bindery.service.access.Role;
import io.bindery.service.access.Secrets;
import io.bindery.service.access.TestIssuer;
import io.bindery.service.access.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each endpoint, with each that somebody could show, over HTTP. */
class AccessMatrixTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String VIEWER = "viewer-secret";
  private static final String OPERATOR = "operator-secret";
  private static final String ADMIN = "admin-secret";
  private static final String GONE = "gone-secret";
  private static final String FOREIGN = "https://evil.example";
  private static final String PARTNER = "https://partner.example";

  @TempDir static Path directory;

  private static ServiceFixture fixture;
  private static TestIssuer issuer;
  private static BinderyService service;
  private static URI api;
  private static Path file;

  @BeforeAll
  static void start() throws IOException {
    fixture = new ServiceFixture();
    issuer = new TestIssuer();
    file =
        Files.writeString(
            directory.resolve("tokens"), "# people\n\n" + line("gone", Role.OPERATOR, GONE) + "\n");
    service = fixture.start(settings());
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    issuer.close();
    fixture.close();
  }

  private static String settings() {
    return """
    bindery.http { tokens = ["%s", "%s", "%s"], tokens-file = "%s", cors-origins = ["%s"]
      sessions.most-of-one = 2, oidc { issuer = "%s", audience = [%s], operators = [lab-staff] } }
    """
        .formatted(
            line("val", Role.VIEWER, VIEWER),
            line("ola", Role.OPERATOR, OPERATOR),
            line("ada", Role.ADMIN, ADMIN),
            file,
            PARTNER,
            issuer.url(),
            TestIssuer.AUDIENCE);
  }

  private static String line(String name, Role role, String secret) {
    return new Token(name, role, Secrets.hash(secret), Optional.empty()).line();
  }

  /** What a request shows, and the role that it has by it; nothing if it has to be refused. */
  private record Shown(String what, Optional<Role> role, List<String> headers) {
    static Shown token(String what, Optional<Role> role, String token, String... more) {
      var headers = new ArrayList<>(List.of("Authorization", "Bearer " + token));
      headers.addAll(List.of(more));
      return new Shown(what, role, headers);
    }
  }

  private static List<Shown> all() {
    var viewer = signedIn(VIEWER);
    var admin = signedIn(ADMIN);
    return List.of(
        new Shown("nothing", Optional.empty(), List.of()),
        Shown.token("a wrong token", Optional.empty(), "wrong"),
        Shown.token("a viewer's token", Optional.of(Role.VIEWER), VIEWER),
        Shown.token("an operator's token", Optional.of(Role.OPERATOR), OPERATOR),
        Shown.token("an admin's token", Optional.of(Role.ADMIN), ADMIN),
        Shown.token(
            "an operator's token of the issuer",
            Optional.of(Role.OPERATOR),
            issuer.token(claims -> claims, "lab-staff")),
        Shown.token(
            "an expired token of the issuer",
            Optional.empty(),
            issuer.token(claims -> claims.claim("exp", 0), "lab-staff")),
        Shown.token("a page of another site", Optional.empty(), ADMIN, "Origin", FOREIGN),
        Shown.token("a page of a partner", Optional.of(Role.ADMIN), ADMIN, "Origin", PARTNER),
        new Shown("a wrong cookie", Optional.empty(), cookie("c".repeat(43))),
        new Shown("the console of a viewer", Optional.of(Role.VIEWER), console(viewer)),
        new Shown("the console of an admin", Optional.of(Role.ADMIN), console(admin)),
        new Shown(
            "another site with the cookie",
            Optional.empty(),
            with(cookie(admin), Access.CONSOLE, "1", "Origin", PARTNER)));
  }

  /** An unknown parameter is refused, with 400, only to who may ask: nothing is carried out. */
  @Test
  void eachEndpointIsForThoseWithItsRole() {
    for (var shown : all()) {
      for (var endpoint : service.http().orElseThrow().endpoints()) {
        var reply = send(endpoint, shown.headers());
        var what =
            "%s %s with %s: %s"
                .formatted(endpoint.method(), endpoint.path(), shown.what(), reply.body());
        var needed = endpoint.role();
        boolean may =
            needed.isEmpty() || shown.role().filter(role -> role.covers(needed.get())).isPresent();
        if (may) {
          assertThat(reply.statusCode()).as(what).isEqualTo(400);
        } else if (shown.role().isPresent()) {
          assertThat(reply.statusCode()).as(what).isEqualTo(403);
        } else {
          assertThat(reply.statusCode()).as(what).isIn(401, 403, 429);
        }
        assertThat(reply.headers().firstValue("X-Content-Type-Options"))
            .as(what)
            .hasValue("nosniff");
        assertThat(reply.headers().firstValue("Content-Security-Policy").orElse(""))
            .as(what)
            .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(reply.headers().firstValue("X-Request-Id")).as(what).isPresent();
        assertThat(reply.headers().firstValue("Access-Control-Allow-Origin"))
            .as(what)
            .isEqualTo(shown.headers().contains(PARTNER) ? Optional.of(PARTNER) : Optional.empty());
        assertThat(reply.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
      }
    }
  }

  /** With a cookie and without the header, or without an Origin, nothing that changes is taken. */
  @Test
  void aCookieAloneOrdersNothing() {
    var cookie = signedIn(ADMIN);
    for (var endpoint : service.http().orElseThrow().endpoints()) {
      if (!endpoint.method().equals("GET") && endpoint.role().isPresent()) {
        for (var headers :
            List.of(
                cookie(cookie),
                with(cookie(cookie), Access.CONSOLE, "1"),
                with(cookie(cookie), "Origin", own()))) {
          assertThat(send(endpoint, headers).statusCode()).as(endpoint.path()).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void whatMustBeAdminsIs() {
    var admins =
        service.http().orElseThrow().endpoints().stream()
            .filter(endpoint -> endpoint.role().equals(Optional.of(Role.ADMIN)))
            .map(endpoint -> endpoint.method() + " " + endpoint.path())
            .toList();
    assertThat(admins)
        .contains(
            "PUT buckets/{bucket}/policy",
            "DELETE buckets/{bucket}/policy",
            "PUT sources/{name}",
            "DELETE sources/{name}",
            "PUT buckets/{bucket}/package-policies",
            "POST dead-letters/discard",
            "POST publications/{publication}/revoke",
            "GET system/settings");
    assertThat(
            service.http().orElseThrow().endpoints().stream()
                .filter(endpoint -> endpoint.role().isEmpty())
                .filter(endpoint -> endpoint.address().startsWith("api/v1/"))
                .map(endpoint -> endpoint.method() + " " + endpoint.path()))
        .containsExactlyInAnyOrder("GET me", "POST session", "DELETE session");
  }

  @Test
  void probesAreAnsweredAndTellNothing() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> fixture.get(api.resolve("/ready")).statusCode() == 200);
    assertThat(fixture.get(api.resolve("/ready")).body()).isEqualTo("yes\n");
    assertThat(fixture.get(api.resolve("/alive")).body()).isEqualTo("yes\n");
    assertThat(fixture.get(api.resolve("/metrics")).statusCode()).isEqualTo(401);
  }

  @Test
  void aPageThatMayAskIsTold() throws Exception {
    var reply = preflight(PARTNER);
    assertThat(reply.statusCode()).isEqualTo(204);
    assertThat(reply.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization");
    var other = preflight(FOREIGN);
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  /** No operation of the API, and so in no document of it. */
  private static HttpResponse<String> preflight(String origin)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri("batches/flush"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aBrowserSignsInAndOut() throws IOException {
    assertThat(me(List.of()).path("sign_in").asBoolean()).isTrue();
    var reply = signIn(OPERATOR, Access.CONSOLE, "1", "Origin", own());
    assertThat(reply.headers().firstValue("Set-Cookie").orElse(""))
        .matches(
            "bindery_session=[A-Za-z0-9_-]{43}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict");
    var cookie = value(reply);
    assertThat(me(cookie(cookie)).path("how").asText()).isEqualTo("session");
    assertThat(me(cookie(cookie)).path("name").asText()).isEqualTo("ola");
    assertThat(fixture.query("SELECT * FROM browser_session").toString()).doesNotContain(cookie);
    var out = fixture.send("DELETE", session(), "", console(cookie).toArray(String[]::new));
    assertThat(out.statusCode()).isEqualTo(204);
    assertThat(health(cookie)).isEqualTo(401);
    assertThat(me(cookie(cookie)).path("how").asText()).isEqualTo("nobody");
  }

  @Test
  void nobodyElseSignsABrowserIn() {
    assertThat(signIn(ADMIN).statusCode()).isEqualTo(403);
    assertThat(signIn(ADMIN, Access.CONSOLE, "1").statusCode()).isEqualTo(403);
    assertThat(signIn(ADMIN, Access.CONSOLE, "1", "Origin", FOREIGN).statusCode()).isEqualTo(403);
    assertThat(signIn(ADMIN, Access.CONSOLE, "1", "Origin", PARTNER).statusCode()).isEqualTo(403);
    assertThat(signIn("no-such-token", Access.CONSOLE, "1", "Origin", own()).statusCode())
        .isIn(401, 429);
  }

  @Test
  void sessionsAreBoundedAndEnd() {
    var first = signedIn(VIEWER);
    signedIn(VIEWER);
    var third = signedIn(VIEWER);
    within(() -> assertThat(health(first)).isEqualTo(401));
    assertThat(health(third)).isNotEqualTo(401);
    fixture.update("UPDATE browser_session SET expires_at = now() WHERE name = 'val'");
    within(() -> assertThat(health(third)).isEqualTo(401));
  }

  @Test
  void aTokenThatIsTakenOutOfTheFileOpensNothingNorItsSessions() throws IOException {
    var cookie = signedIn(GONE);
    assertThat(health(cookie)).isNotEqualTo(401);
    Files.writeString(file, "no token at all\n");
    within(
        () ->
            assertThat(fixture.get(uri("health"), "Authorization", "Bearer " + ADMIN).body())
                .contains("Line 1 must be NAME ROLE SHA256")
                .doesNotContain("no token at all"));
    assertThat(health(cookie)).isNotEqualTo(401);
    Files.writeString(file, line("new", Role.VIEWER, "new-secret") + "\n");
    within(
        () ->
            assertThat(
                    fixture.get(uri("version"), "Authorization", "Bearer new-secret").statusCode())
                .isEqualTo(200));
    assertThat(health(cookie)).isEqualTo(401);
    assertThat(fixture.get(uri("version"), "Authorization", "Bearer " + GONE).statusCode())
        .isIn(401, 429);
  }

  private static void within(ThrowingRunnable check) {
    await().atMost(Duration.ofSeconds(60)).untilAsserted(check);
  }

  private static String own() {
    return api.toString();
  }

  private static URI uri(String path) {
    return api.resolve("/api/v1/" + path);
  }

  private static URI session() {
    return uri("session");
  }

  private static List<String> cookie(String value) {
    return List.of("Cookie", "bindery_session=" + value);
  }

  private static List<String> console(String cookie) {
    return with(cookie(cookie), Access.CONSOLE, "1", "Origin", own());
  }

  private static List<String> with(List<String> headers, String... more) {
    var all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    return all;
  }

  private static String signedIn(String token) {
    var reply = signIn(token, Access.CONSOLE, "1", "Origin", own());
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return value(reply);
  }

  private static HttpResponse<String> signIn(String token, String... headers) {
    return fixture.send(
        "POST",
        session(),
        "{\"token\":\"%s\"}".formatted(token),
        with(List.of("Content-Type", "application/json"), headers).toArray(String[]::new));
  }

  private static String value(HttpResponse<String> reply) {
    var cookie = reply.headers().firstValue("Set-Cookie").orElseThrow();
    return cookie.substring(cookie.indexOf('=') + 1, cookie.indexOf(';'));
  }

  private static JsonNode me(List<String> headers) throws IOException {
    return JSON.readTree(fixture.get(uri("me"), headers.toArray(String[]::new)).body());
  }

  private static int health(String cookie) {
    return fixture.get(uri("version"), cookie(cookie).toArray(String[]::new)).statusCode();
  }

  private static HttpResponse<String> send(Endpoint endpoint, List<String> headers) {
    var path = endpoint.path().replaceAll("\\{[a-z_-]+}", "lab");
    var target = path.startsWith("/") ? path : "/api/v1/" + path;
    var all = with(headers, "Content-Type", "application/json");
    return fixture.send(
        endpoint.method(),
        URI.create(api + target + "?limt=1"),
        endpoint.method().equals("GET") ? "" : "{}",
        all.toArray(String[]::new));
  }
}
