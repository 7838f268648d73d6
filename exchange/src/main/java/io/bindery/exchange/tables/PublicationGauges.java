package io.bindery.exchange.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.platform.database.Tables;
import io.bindery.platform.telemetry.Cached;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** How many publications there are that have not ended, read of their table when somebody looks. */
final class PublicationGauges {
  private static final Duration READ_EVERY = Duration.ofSeconds(15);

  private static final PublicationState[] OPEN =
      Arrays.stream(PublicationState.values())
          .filter(state -> !state.hasEnded())
          .toArray(PublicationState[]::new);

  private static final String COUNT =
      "SELECT state, count(*) FROM publication WHERE state = ANY($1) GROUP BY state";

  private record OfState(PublicationState state, long number) {}

  private PublicationGauges() {}

  static void start(ActorSystem<?> system, Meters meters) {
    var tables = Tables.of(system);
    var open = new Cached<>("open publications", READ_EVERY, () -> read(tables));
    meters.readBefore("open publications", open::fresh);
    for (var state : OPEN) {
      meters.gauge(
          "bindery.publications.open",
          "",
          "Publications that have not ended, by state, of the whole cluster: do not sum over"
              + " nodes.",
          () -> open.seen().<Number>map(it -> it.getOrDefault(state, 0L)).orElse(Double.NaN),
          "state",
          state.word());
    }
  }

  private static CompletionStage<Map<PublicationState, Long>> read(Tables tables) {
    var words = Arrays.stream(OPEN).map(PublicationState::word).toArray(String[]::new);
    return tables
        .select(
            COUNT,
            statement -> statement.bind("$1", words),
            row ->
                new OfState(
                    PublicationState.of(row.get(0, String.class)).orElseThrow(),
                    row.get(1, Long.class)))
        .thenApply(
            rows -> {
              var all = new EnumMap<PublicationState, Long>(PublicationState.class);
              rows.forEach(one -> all.put(one.state(), one.number()));
              return all;
            });
  }
}
