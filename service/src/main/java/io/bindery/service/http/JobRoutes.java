package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import io.bindery.packager.job.JobOrders;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/** Orders to the jobs of packages: to end one, and to do one again. */
final class JobRoutes {
  private final JobOrders orders;

  /** The answer to an order: the job that was cancelled, or the new one. */
  private record Ordered(String jobId) {}

  JobRoutes(JobOrders orders) {
    this.orders = orders;
  }

  Route route() {
    return concat(order("cancel", orders::cancel), order("retry", orders::retry));
  }

  private static HttpResponse unknown() {
    return Reply.problem(404, "There is no job of this id.");
  }

  private static Route order(
      String verb, BiFunction<String, String, CompletionStage<JobOrders.Outcome>> order) {
    return path(
        segment("packages").slash("jobs").slash(segment()).slash(verb),
        id ->
            post(
                () ->
                    extractRequest(
                        request ->
                            completeWithFuture(
                                order
                                    .apply(id, Requests.actor(request))
                                    .thenApply(JobRoutes::answer)))));
  }

  static HttpResponse answer(JobOrders.Outcome outcome) {
    if (outcome instanceof JobOrders.Done done) {
      return Reply.ok(new Ordered(done.jobId()));
    }
    return outcome instanceof JobOrders.Refused refused
        ? Reply.problem(409, refused.reason())
        : unknown();
  }
}
