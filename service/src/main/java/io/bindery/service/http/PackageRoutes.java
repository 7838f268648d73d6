package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.Route;
import io.bindery.packager.Packager;
import io.bindery.packager.intake.PackageRequests;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.job.JobLists;
import io.bindery.packager.job.JobView;
import io.bindery.packager.promote.Promotions;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * {@code /packages}, {@code /packages:construct}, {@code /packages:promote} and the jobs that they
 * make.
 */
final class PackageRoutes {
  private static final String JOBS = "/api/v1/packages/jobs/";
  private static final String KEY = "Idempotency-Key";
  private static final int LONGEST_KEY = 200;
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;
  private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

  private record Accepted(String jobId, String status) {}

  private record Jobs(List<JobView> jobs, Optional<Instant> next) {}

  private final Bodies bodies;
  private final PackageRequests requests;
  private final Promotions promotions;
  private final JobLists jobs;

  PackageRoutes(Bodies bodies, Packager packager) {
    this.bodies = bodies;
    this.requests = packager.requests();
    this.promotions = packager.promotions();
    this.jobs = packager.jobs();
  }

  Route route() {
    return concat(
        path(
            "packages",
            () ->
                post(
                    () ->
                        extractRequest(
                            request ->
                                completeWithFuture(submit(request, "json", requests::describe))))),
        path(
            "packages:construct",
            () ->
                post(
                    () ->
                        extractRequest(
                            request ->
                                completeWithFuture(
                                    submit(request, "x-ndjson", requests::construct))))),
        path(
            "packages:promote",
            () ->
                post(
                    () ->
                        extractRequest(
                            request ->
                                completeWithFuture(submit(request, "json", promotions::promote))))),
        path(
            segment("packages").slash("jobs"),
            () ->
                get(() -> extractRequest(request -> completeWithFuture(list(new Query(request)))))),
        path(
            segment("packages").slash("jobs").slash(segment()),
            id -> get(() -> completeWithFuture(job(id)))));
  }

  private CompletionStage<HttpResponse> submit(
      HttpRequest request,
      String type,
      BiFunction<String, String, CompletionStage<Submission>> take) {
    var sent = request.entity().getContentType().mediaType();
    if (!sent.mainType().equals("application") || !sent.subType().equals(type)) {
      return Requests.done(Reply.problem(415, "Send it as application/%s.".formatted(type)));
    }
    var id = id(request);
    return bodies.read(
        request.entity(),
        body -> {
          var text = Requests.utf8(ByteBuffer.wrap(body));
          return text.isEmpty()
              ? Requests.done(Reply.problem(400, "The body is not UTF-8."))
              : take.apply(id, text.get()).thenApply(PackageRoutes::answer);
        });
  }

  /** The same for requests that are one, sent again because the answer was lost. */
  private static String id(HttpRequest request) {
    var key = request.getHeader(KEY).map(HttpHeader::value).map(String::strip);
    if (key.isPresent() && (key.get().isEmpty() || key.get().length() > LONGEST_KEY)) {
      throw new RequestException(
          "The header %s must have 1 to %d characters.".formatted(KEY, LONGEST_KEY));
    }
    return "http " + key.orElseGet(() -> UUID.randomUUID().toString());
  }

  private static HttpResponse answer(Submission submission) {
    if (submission instanceof Submission.Refused refused) {
      return Reply.problemOf(refused.field(), 422, refused.reason());
    }
    if (submission instanceof Submission.Later later) {
      return Reply.later("The request could not be recorded now: " + later.reason() + ".");
    }
    var jobId = ((Submission.Accepted) submission).jobId();
    return Reply.json(202, new Accepted(jobId, JOBS + jobId))
        .addHeader(RawHeader.create("Location", JOBS + jobId));
  }

  private CompletionStage<HttpResponse> job(String id) {
    if (!JOB_ID.matcher(id).matches()) {
      throw new RequestException("The id of a job has 32 lower-case hexadecimal digits.");
    }
    return jobs.find(id)
        .thenApply(
            job -> job.map(Reply::ok).orElseGet(() -> Reply.problem(404, "There is no such job.")));
  }

  private CompletionStage<HttpResponse> list(Query query) {
    query.only("registry", "name", "state", "before", "limit");
    int limit = Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE);
    return jobs.list(
            query.get("state"),
            query.get("registry"),
            query.get("name"),
            query.get("before").map(PackageRoutes::time),
            limit)
        .thenApply(
            found ->
                Reply.ok(
                    new Jobs(
                        found,
                        found.size() < limit
                            ? Optional.empty()
                            : Optional.of(found.get(limit - 1).acceptedAt()))));
  }

  static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new RequestException(
          "before = %s: it must be a time as 2026-11-12T00:00:00Z, the next of the page before."
              .formatted(text));
    }
  }
}
