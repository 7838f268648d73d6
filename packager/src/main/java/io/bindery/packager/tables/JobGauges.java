package io.bindery.packager.tables;

import static io.bindery.platform.database.Rows.time;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Tables;
import io.bindery.platform.telemetry.Cached;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What is to be done and what waits for a person, read of the tables when somebody looks. */
final class JobGauges {
  private static final Duration READ_EVERY = Duration.ofSeconds(15);

  private static final JobState[] OPEN =
      Arrays.stream(JobState.values()).filter(state -> !state.hasEnded()).toArray(JobState[]::new);

  /** By the index of states: those that have ended are not gone through. */
  private static final String JOBS =
      """
      SELECT state, count(*) AS jobs, min(accepted_at) AS since
      FROM package_job WHERE state = ANY($1) GROUP BY state
      """;

  private static final String PEOPLE =
      """
      SELECT (SELECT count(*) FROM suggestion WHERE state = 'open') AS suggestions,
        (SELECT count(*) FROM package_job WHERE state = 'quarantined' AND resolved_at IS NULL)
          AS quarantined
      """;

  private record OfState(JobState state, long jobs, Optional<Instant> since) {}

  private record ForPeople(long suggestions, long quarantined) {}

  private final Tables tables;

  private JobGauges(Tables tables) {
    this.tables = tables;
  }

  static void start(ActorSystem<?> system, Meters meters) {
    var gauges = new JobGauges(Tables.of(system));
    var jobs = new Cached<>("open jobs", READ_EVERY, gauges::jobs);
    var people = new Cached<>("what waits for people", READ_EVERY, gauges::people);
    meters.readBefore("open jobs", jobs::fresh);
    meters.readBefore("what waits for people", people::fresh);
    for (var state : OPEN) {
      meters.gauge(
          "bindery.jobs.open",
          "",
          "Jobs of packages that have not ended, by state, of the whole cluster: do not sum over"
              + " nodes.",
          () -> figure(jobs, it -> it.containsKey(state) ? it.get(state).jobs() : 0L),
          "state",
          state.word());
    }
    meters.gauge(
        "bindery.jobs.oldest",
        "seconds",
        "Time since the first job was accepted that has not ended; 0 if there is none.",
        () -> figure(jobs, JobGauges::oldest));
    meters.gauge(
        "bindery.suggestions.open",
        "",
        "Suggestions that wait for somebody, of the whole cluster: do not sum over nodes.",
        () -> figure(people, ForPeople::suggestions));
    meters.gauge(
        "bindery.quarantine.open",
        "",
        "Packages in quarantine that nobody has mended or dismissed, of the whole cluster: do not"
            + " sum over nodes.",
        () -> figure(people, ForPeople::quarantined));
  }

  private static <T> Number figure(Cached<T> cached, Function<T, Number> figure) {
    return cached.seen().map(figure).orElse(Double.NaN);
  }

  private static double oldest(Map<JobState, OfState> jobs) {
    return jobs.values().stream()
        .flatMap(of -> of.since().stream())
        .min(Instant::compareTo)
        .map(since -> Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1e3))
        .orElse(0.0);
  }

  private CompletionStage<Map<JobState, OfState>> jobs() {
    var words = Arrays.stream(OPEN).map(JobState::word).toArray(String[]::new);
    return tables
        .select(
            JOBS,
            statement -> statement.bind("$1", words),
            row ->
                new OfState(
                    JobState.of(row.get("state", String.class)).orElseThrow(),
                    row.get("jobs", Long.class),
                    time(row, "since")))
        .thenApply(
            rows -> {
              var all = new EnumMap<JobState, OfState>(JobState.class);
              rows.forEach(one -> all.put(one.state(), one));
              return all;
            });
  }

  private CompletionStage<ForPeople> people() {
    return tables
        .select(
            PEOPLE,
            statement -> statement,
            row ->
                new ForPeople(
                    row.get("suggestions", Long.class), row.get("quarantined", Long.class)))
        .thenApply(rows -> rows.get(0));
  }
}
