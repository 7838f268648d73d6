package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.operator.JobOrders;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.List;
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

  List<Endpoint> endpoints() {
    return List.of(order("cancel", orders::cancel), order("retry", orders::retry));
  }

  private static Endpoint order(
      String verb, BiFunction<String, String, CompletionStage<JobOrders.Outcome>> order) {
    return Endpoint.plain(
        "POST",
        "packages/jobs/{job}/" + verb,
        call -> order.apply(PackageRoutes.jobId(call), call.actor()).thenApply(JobRoutes::answer));
  }

  static HttpResponse answer(JobOrders.Outcome outcome) {
    if (outcome instanceof JobOrders.Done done) {
      return Reply.ok(new Ordered(done.jobId()));
    }
    return outcome instanceof JobOrders.Refused refused
        ? Reply.problem(409, refused.reason())
        : Reply.problem(404, "There is no job of this id.");
  }
}
