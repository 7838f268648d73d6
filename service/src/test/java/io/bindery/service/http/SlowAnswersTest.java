package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

/** A request that takes longer than requests may is answered like every other problem. */
class SlowAnswersTest {
  @Test
  void aRequestThatTakesTooLongIsAProblem() throws Exception {
    try (var fixture = new ServiceFixture();
        var service =
            fixture.start(
                "akka.http.server.request-timeout = 1 s\nbindery.router.record-timeout = 1 minute");
        var connection =
            DriverManager.getConnection(
                fixture.postgres.jdbcUrl(), fixture.postgres.user(), fixture.postgres.password());
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE event_journal IN ACCESS EXCLUSIVE MODE");

      var answer =
          fixture.send(
              "POST",
              service.api().orElseThrow().resolve("/api/v1/events"),
              ServiceFixture.event("lab", "slow/a/x.txt"),
              "Content-Type",
              "application/json");

      connection.rollback();
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("\"status\":503").contains("took too long");
    }
  }
}
