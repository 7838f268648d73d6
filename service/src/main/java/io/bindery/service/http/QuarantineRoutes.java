package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.packager.job.JobLists;
import io.bindery.packager.job.JobOrders;
import io.bindery.packager.job.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /quarantine}: packages that break the rules of their registry. */
final class QuarantineRoutes {
  private static final int PAGE = 100;
  private static final int LONGEST_PAGE = 1000;
  private static final int LONGEST_REASON = 1000;

  private record Held(List<JobView> packages, Optional<Instant> next) {}

  private final Requests requests;
  private final JobLists jobs;
  private final JobOrders orders;

  QuarantineRoutes(Requests requests, JobLists jobs, JobOrders orders) {
    this.requests = requests;
    this.jobs = jobs;
    this.orders = orders;
  }

  Route route() {
    return concat(
        path(
            "quarantine",
            () ->
                get(() -> extractRequest(request -> completeWithFuture(list(new Query(request)))))),
        path(
            segment("packages").slash("jobs").slash(segment()).slash("dismiss"),
            id -> post(() -> extractRequest(request -> completeWithFuture(dismiss(id, request))))));
  }

  private CompletionStage<HttpResponse> list(Query query) {
    query.only("over", "registry", "name", "before", "limit");
    int limit = Requests.number("limit", query.get("limit"), PAGE, LONGEST_PAGE);
    return jobs.quarantined(
            over(query.get("over").orElse("false")),
            query.get("registry"),
            query.get("name"),
            query.get("before").map(PackageRoutes::time),
            limit)
        .thenApply(
            found ->
                Reply.ok(
                    new Held(
                        found,
                        found.size() < limit
                            ? Optional.empty()
                            : found.get(limit - 1).finishedAt())));
  }

  private static boolean over(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true");
    }
    throw new RequestException("over must be true or false.");
  }

  private CompletionStage<HttpResponse> dismiss(String id, HttpRequest request) {
    var actor = Requests.actor(request);
    return requests.json(
        request,
        body -> {
          Requests.only(body, "reason");
          var reason = body.text("reason").strip();
          if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw new RequestException(
                "reason must have 1 to %d characters: the package will tell it."
                    .formatted(LONGEST_REASON));
          }
          return orders.dismiss(id, actor, reason).thenApply(JobRoutes::answer);
        });
  }
}
