package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.packager.Packager;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.intake.PackageRequests;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.promote.Promotions;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobFilter;
import io.bindery.packager.tables.JobLists;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * {@code /packages}, {@code /packages:construct}, {@code /packages:promote} and the jobs that they
 * make.
 */
final class PackageRoutes {
  private static final String JOBS = "/api/v1/packages/jobs/";
  private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

  private record Accepted(String jobId, String status) {}

  private final PackageRequests requests;
  private final Promotions promotions;
  private final JobLists jobs;

  PackageRoutes(Packager packager) {
    this.requests = packager.requests();
    this.promotions = packager.promotions();
    this.jobs = packager.jobs();
  }

  List<Endpoint> endpoints() {
    return List.of(
        submitted("packages", "json", requests::describe),
        submitted("packages:construct", "x-ndjson", requests::construct),
        submitted("packages:promote", "json", promotions::promote),
        Endpoint.get(
            "packages/jobs",
            Set.of("registry", "name", "state", "reason", "source", "batch", "after", "limit"),
            this::list),
        Endpoint.get("packages/jobs/{job}", Set.of(), this::job));
  }

  /** Takes a request by the id of it, its body, and where it belongs in a trace. */
  private interface Taking {
    CompletionStage<Submission> take(String id, String body, Optional<TraceContext> trace);
  }

  private static Endpoint submitted(String path, String type, Taking taking) {
    return Endpoint.foreign(
        path,
        type,
        (call, text) -> taking.take(id(call), text, call.trace()).thenApply(PackageRoutes::answer));
  }

  /** The same for requests that are one, sent again because the answer was lost. */
  private static String id(Call call) {
    return "http " + call.idempotencyKey().orElseGet(() -> UUID.randomUUID().toString());
  }

  private static HttpResponse answer(Submission submission) {
    if (submission instanceof Submission.Refused refused) {
      return Reply.problemOf(refused.field(), 422, refused.reason());
    }
    if (submission instanceof Submission.Later later) {
      return Reply.later("The request could not be recorded now: " + later.reason() + ".");
    }
    var jobId = ((Submission.Accepted) submission).jobId();
    return Reply.json(202, new Accepted(jobId, JOBS + jobId)).addHeader(location(jobId));
  }

  /** Where a job is told of. */
  static HttpHeader location(String jobId) {
    return RawHeader.create("Location", JOBS + jobId);
  }

  /** The job that the path names. */
  static String jobId(Call call) {
    var id = call.variable("job");
    if (!JOB_ID.matcher(id).matches()) {
      throw new RequestException("job", "The id of a job has 32 lower-case hexadecimal digits.");
    }
    return id;
  }

  /** The kind of failure of this word. */
  static Optional<FailureReason> reason(Optional<String> word) {
    return Call.oneOf("reason", word, FailureReason.values(), FailureReason::word);
  }

  private CompletionStage<HttpResponse> job(Call call) {
    return jobs.find(jobId(call))
        .thenApply(
            job -> job.map(Reply::ok).orElseGet(() -> Reply.problem(404, "There is no such job.")));
  }

  /** By a name, or by a URI, which says the registry as well. */
  private static JobFilter named(Call call) {
    var registry = call.parameter("registry");
    var name = call.parameter("name");
    if (name.filter(PackageUri::isMeant).isEmpty()) {
      return JobFilter.ALL.registry(registry).packageName(name);
    }
    try {
      var uri = PackageUri.parse(name.get());
      if (registry.filter(it -> !it.equals(uri.bucket())).isPresent()) {
        throw new RequestException(
            "registry", "It is not the bucket that name gives: leave it out.");
      }
      return JobFilter.ALL
          .registry(Optional.of(uri.bucket()))
          .packageName(Optional.of(RevisionName.of(uri).name().value()));
    } catch (PackageUriException | PackagingException e) {
      throw new RequestException("name", e.getMessage());
    }
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return jobs.list(
            named(call)
                .state(call.oneOf("state", JobState.values(), JobState::word))
                .reason(reason(call.parameter("reason")))
                .source(call.parameter("source"))
                .batch(call.parameter("batch")),
            call.after(),
            call.limit())
        .thenApply(page -> Reply.page("jobs", page));
  }
}
