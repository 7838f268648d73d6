package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import io.bindery.service.access.Role;
import io.bindery.service.access.Secrets;
import io.bindery.service.access.Token;
import io.bindery.service.audit.AuditAnchor;
import io.bindery.service.audit.AuditChain;
import io.bindery.service.audit.AuditLine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the audit trail has, what it refuses, and what is refused without it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OPERATOR = "operator-secret";
  private static final String VIEWER = "viewer-secret";
  private static final String HOLD = "SELECT seq FROM audit_head FOR UPDATE";

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service =
        fixture.start(
            "bindery.http { tokens = [\"%s\", \"%s\"], audit-within = 3 s }"
                .formatted(
                    new Token("ola", Role.OPERATOR, Secrets.hash(OPERATOR), Optional.empty())
                        .line(),
                    new Token("val", Role.VIEWER, Secrets.hash(VIEWER), Optional.empty()).line()));
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void anOrderIsRecordedWithWhoAndWhatAndWhatBecameOfIt() throws IOException {
    var bucket = bucket();
    var reply =
        fixture.send(
            "POST",
            uri("reconciliations"),
            "{\"bucket\":\"%s\",\"prefix\":\"a/\"}".formatted(bucket),
            "Authorization",
            "Bearer " + OPERATOR,
            "Content-Type",
            "application/json",
            Actor.HEADER,
            "jo@lab.example");
    var id = reply.headers().firstValue("X-Request-Id").orElseThrow();
    var record = records("request=" + id).get(0);
    assertThat(record.path("kind").asText()).isEqualTo("order");
    assertThat(record.path("actor").asText()).isEqualTo("ola");
    assertThat(record.path("for").asText()).isEqualTo("jo@lab.example");
    assertThat(record.path("role").asText()).isEqualTo("operator");
    assertThat(record.path("how").asText()).isEqualTo("token");
    assertThat(record.path("from").asText()).isEqualTo("127.0.0.1");
    assertThat(record.path("path").asText()).isEqualTo("/api/v1/reconciliations");
    assertThat(record.path("asked").path("body").asText()).contains(bucket);
    assertThat(record.path("outcome").path("status").asInt()).isEqualTo(reply.statusCode());
    assertThat(records("actor=ola&path=/api/v1/recon&kind=order")).contains(record);
    assertThat(records("actor=val&path=/api/v1/recon&kind=order")).isEmpty();
    assertThat(records("request=" + id + "&until=2026-01-01T00:00:00Z")).isEmpty();
  }

  @Test
  void whatIsWrongOrNotAllowedIsRecordedWithoutSecrets() throws IOException {
    var secret = UUID.randomUUID().toString();
    var wrong = order("batches/pause", "{\"password\":\"%s\"}".formatted(secret));
    assertThat(wrong.statusCode()).isEqualTo(400);
    var refused =
        fixture.send(
            "POST",
            uri("batches/pause"),
            "{}",
            "Authorization",
            "Bearer " + VIEWER,
            "Content-Type",
            "application/json");
    assertThat(refused.statusCode()).isEqualTo(403);
    var guessed = fixture.get(uri("version"), "Authorization", "Bearer " + secret);
    assertThat(guessed.statusCode()).isEqualTo(401);
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(records("actor=val&kind=refused").get(0).path("status").asInt())
                  .isEqualTo(403);
              assertThat(records("actor=nobody&kind=refused").get(0).path("status").asInt())
                  .isEqualTo(401);
            });
    assertThat(
            records("path=/api/v1/batches/pause&kind=order")
                .get(0)
                .path("outcome")
                .path("status")
                .asInt())
        .isEqualTo(400);
    assertThat(fixture.query("SELECT record FROM audit_trail").toString()).doesNotContain(secret);
  }

  @Test
  void nothingThatIsReadIsRecorded() {
    long before = head().seq();
    get("batches");
    assertThat(order("sources:test", "{\"name\":\"no\",\"event\":{}}").statusCode()).isEqualTo(404);
    assertThat(head().seq()).isEqualTo(before);
  }

  @Test
  void ordersOfManyAtOnceAreOneChainThatIsExportedAsItIs() throws IOException {
    var sent =
        IntStream.range(0, 40)
            .mapToObj(
                i ->
                    fixture.client.sendAsync(
                        HttpRequest.newBuilder(uri("batches/resume"))
                            .header("Authorization", "Bearer " + OPERATOR)
                            .header("Content-Type", "application/json")
                            .POST(
                                HttpRequest.BodyPublishers.ofString(
                                    "{\"bucket\":\"lab\",\"prefix\":\"p-%d/\"}".formatted(i)))
                            .build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();
    // On a slow machine some batches answer too late: that is an outcome as others are.
    sent.forEach(reply -> assertThat(reply.join().statusCode()).isNotEqualTo(500));
    var verified = verify();
    assertThat(verified.path("good").asBoolean()).as(verified.toString()).isTrue();
    var chain = new AuditChain(AuditAnchor.BEGIN, Optional.of(head()));
    long after = 0;
    while (true) {
      var lines = get("audit/export?limit=7&after=" + after).lines().toList();
      if (lines.isEmpty()) {
        break;
      }
      lines.forEach(line -> chain.add(AuditLine.parse(line).orElseThrow()));
      after = chain.last().orElseThrow().seq();
    }
    chain.end();
    assertThat(chain.problems()).isEmpty();
    assertThat(chain.records()).isGreaterThanOrEqualTo(40);
  }

  /** The head is held, as by a node that hangs: no order may run that is not recorded. */
  @Test
  void anOrderThatCannotBeRecordedIsNotCarriedOut() throws Exception {
    var bucket = bucket();
    var body = "{\"bucket\":\"%s\"}".formatted(bucket);
    try (var connection = connection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeQuery(HOLD);
      var reply = order("reconciliations", body);
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
      assertThat(reply.body()).contains("is not carried out");
      assertThat(reply.headers().firstValue("Retry-After")).isPresent();
      connection.rollback();
    }
    assertThat(get("reconciliations?bucket=" + bucket)).doesNotContain("asked_by");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> order("reconciliations", body).statusCode() < 500);
    // What was written after all says that it was not carried out.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(records("path=/api/v1/reconciliations&kind=order"))
                    .allSatisfy(record -> assertThat(record.has("outcome")).isTrue()));
    assertThat(verify().path("good").asBoolean()).isTrue();
  }

  @Test
  void anOutcomeThatCannotBeRecordedIsRecordedLater() throws Exception {
    fixture.update(
        """
        CREATE TRIGGER no_outcomes BEFORE INSERT ON audit_trail FOR EACH ROW
        WHEN (NEW.record LIKE '%"kind":"outcome"%') EXECUTE FUNCTION audit_refuse()
        """);
    var reply = order("batches/resume", "{\"bucket\":\"lab\",\"prefix\":\"later/\"}");
    var id = reply.headers().firstValue("X-Request-Id").orElseThrow();
    assertThat(reply.statusCode()).isLessThan(500);
    assertThat(records("request=" + id).get(0).has("outcome")).isFalse();
    fixture.update("DROP TRIGGER no_outcomes ON audit_trail");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(records("request=" + id).get(0).has("outcome")).isTrue());
  }

  @Test
  void nothingInTheTablesIsChangedOrRemoved() {
    order("batches/resume", "{\"bucket\":\"lab\",\"prefix\":\"kept/\"}");
    for (var change :
        List.of(
            "UPDATE audit_trail SET record = record",
            "DELETE FROM audit_trail WHERE seq = 1",
            "TRUNCATE audit_trail",
            "DELETE FROM audit_head",
            "TRUNCATE audit_head",
            "UPDATE audit_head SET seq = seq - 1",
            "UPDATE audit_head SET hash = hash")) {
      assertThatThrownBy(() -> fixture.update(change))
          .as(change)
          .hasMessageContaining("only ever added to");
    }
  }

  /** Whoever owns the tables can do all of this; it is found. */
  @Test
  @Order(Integer.MAX_VALUE)
  void whatAnOwnerOfTheTablesDoesIsFound() throws IOException {
    for (int i = 0; i < 4; i++) {
      order("batches/resume", "{\"bucket\":\"lab\",\"prefix\":\"found-%d/\"}".formatted(i));
    }
    long last = head().seq();
    fixture.update("ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_is_kept");
    assertThat(problems()).contains("The triggers that keep");
    fixture.update("DELETE FROM audit_trail WHERE seq = " + last);
    assertThat(problems()).contains("those behind it were removed");
    fixture.update("DELETE FROM audit_trail WHERE seq = " + (last - 3));
    assertThat(problems()).contains("Record %d is missing".formatted(last - 3));
    fixture.update("ALTER TABLE audit_trail DROP CONSTRAINT audit_trail_hashed");
    fixture.update(
        "UPDATE audit_trail SET record = replace(record, 'ola', 'eve') WHERE seq = " + (last - 5));
    assertThat(problems()).contains("The record was changed");
    fixture.update(
        "UPDATE audit_trail SET hash = sha256(convert_to(record, 'UTF8')) WHERE seq = "
            + (last - 5));
    assertThat(problems()).contains("does not follow the one before it");
  }

  private static String problems() throws IOException {
    var found = verify();
    assertThat(found.path("good").asBoolean()).isFalse();
    return found.path("problems").toString();
  }

  private static String bucket() {
    var bucket = "b" + UUID.randomUUID().toString().substring(0, 8);
    fixture.createBucket(bucket);
    return bucket;
  }

  private static Connection connection() throws SQLException {
    var postgres = fixture.postgres;
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  private static URI uri(String path) {
    return api.resolve("/api/v1/" + path);
  }

  private static String get(String path) {
    var reply = fixture.get(uri(path), "Authorization", "Bearer " + VIEWER);
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
    return reply.body();
  }

  private static HttpResponse<String> order(String path, String body) {
    return fixture.send(
        "POST",
        uri(path),
        body,
        "Authorization",
        "Bearer " + OPERATOR,
        "Content-Type",
        "application/json");
  }

  private static List<JsonNode> records(String query) throws IOException {
    var found = JSON.readTree(get("audit?" + query)).path("records");
    return IntStream.range(0, found.size()).mapToObj(found::get).toList();
  }

  private static JsonNode verify() throws IOException {
    return JSON.readTree(get("audit/verify"));
  }

  private static AuditAnchor head() {
    try {
      var head = verify().path("head");
      return new AuditAnchor(head.path("seq").asLong(), head.path("hash").asText());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
