package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.operator.JobRetries;
import io.bindery.packager.state.JobState;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** {@code POST /packages/jobs/retry}: all that ended since a time, or for a reason, once more. */
final class RetryRoutes {
  private static final int PART = 100;
  private static final int LARGEST_PART = 1_000;

  private static final String STATES =
      JobRetries.STATES.stream().map(JobState::word).collect(Collectors.joining(", "));

  /** What a dry run tells. */
  private record Found(
      boolean dryRun,
      Instant since,
      Instant until,
      long jobs,
      Map<String, Long> reasons,
      long madeGood) {}

  /** What became of a part. */
  private record Done(
      Instant since,
      Instant until,
      List<JobRetries.Retried> retried,
      List<JobRetries.NotRetried> notRetried,
      Optional<String> next) {}

  private final JobRetries retries;

  RetryRoutes(JobRetries retries) {
    this.retries = retries;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.json(
            "POST",
            "packages/jobs/retry",
            Set.of(
                "since",
                "until",
                "reason",
                "state",
                "registry",
                "name",
                "dry_run",
                "limit",
                "after"),
            this::retry));
  }

  private CompletionStage<HttpResponse> retry(Call call, JsonFields body) throws FieldException {
    var wanted = wanted(body);
    if (Call.flag(body, "dry_run")) {
      return retries
          .count(wanted)
          .thenApply(
              count ->
                  Reply.ok(
                      new Found(
                          true,
                          wanted.since(),
                          wanted.until(),
                          count.jobs(),
                          count.reasons(),
                          count.madeGood())));
    }
    int limit = body.has("limit") ? (int) body.wholeNumber("limit", 1, LARGEST_PART) : PART;
    return retries
        .retry(wanted, call.actor(), Call.after(body.optionalText("after")), limit)
        .thenApply(
            part ->
                Reply.ok(
                    new Done(
                        wanted.since(),
                        wanted.until(),
                        part.retried(),
                        part.notRetried(),
                        part.next().map(next -> next.text()))));
  }

  private static JobRetries.Wanted wanted(JsonFields body) throws FieldException {
    var since = body.time("since");
    var until = body.has("until") ? body.time("until") : Instant.now();
    if (!since.isBefore(until)) {
      throw FieldException.notAllowed(
          "since", since.toString(), "a time before until, which is " + until);
    }
    return new JobRetries.Wanted(
        state(body.optionalText("state")),
        since,
        until,
        PackageRoutes.reason(body.optionalText("reason")),
        body.optionalText("registry"),
        body.optionalText("name"));
  }

  private static JobState state(Optional<String> word) throws FieldException {
    if (word.isEmpty()) {
      return JobState.FAILED;
    }
    var state = JobState.of(word.get()).filter(JobRetries.STATES::contains);
    if (state.isEmpty()) {
      throw FieldException.notAllowed("state", word.get(), "one of " + STATES);
    }
    return state.get();
  }
}
