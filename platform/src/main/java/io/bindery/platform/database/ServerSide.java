package io.bindery.platform.database;

import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a session asks its server to do should this node vanish without a word. What it has not
 * committed holds keys of the journal, and nodes that go on with its work would wait for them: for
 * two hours, by what Linux and Postgres do otherwise.
 */
final class ServerSide {
  /** As long as those of {@link OwnSocket}, in Postgres' units: seconds and milliseconds. */
  private static final List<String> KEEPALIVE =
      List.of(
          "('tcp_keepalives_idle', '15')",
          "('tcp_keepalives_interval', '5')",
          "('tcp_keepalives_count', '4')",
          "('tcp_user_timeout', '35000')");

  /** For whoever has begun something and says no more, 10 s. */
  private static final String IDLE = "('idle_in_transaction_session_timeout', '10000')";

  /** For a session that may be idle in a transaction, such as the one that holds Flyway's lock. */
  static final String SET_KEEPALIVE = set(KEEPALIVE);

  private static final String SET =
      set(Stream.concat(KEEPALIVE.stream(), Stream.of(IDLE)).toList());

  /** For a transaction that waits for something else, however long that takes. */
  static final String IDLE_FOR_LONG = "SET LOCAL idle_in_transaction_session_timeout = 0";

  private ServerSide() {}

  /** A server that does not know one of them keeps its own times. */
  private static String set(List<String> settings) {
    return "SELECT set_config(name, wanted, false) FROM pg_settings"
        + " JOIN (VALUES %s) AS ours (name, wanted) USING (name)"
            .formatted(String.join(", ", settings));
  }

  /** The session, once its server has heard it. */
  static Mono<Connection> prepared(Connection opened) {
    return Flux.from(opened.createStatement(SET).execute())
        .concatMap(result -> result.map((row, meta) -> 1))
        .then(Mono.just(opened));
  }
}
