package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.tables.JobLists;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /quarantine}: packages that break the rules of their registry. */
final class QuarantineRoutes {
  private static final int LONGEST_REASON = 1000;

  private final JobLists jobs;
  private final JobOrders orders;

  QuarantineRoutes(JobLists jobs, JobOrders orders) {
    this.jobs = jobs;
    this.orders = orders;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "quarantine", Set.of("over", "registry", "name", "after", "limit"), this::list),
        Endpoint.json("POST", "packages/jobs/{job}/dismiss", Set.of("reason"), this::dismiss));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return jobs.quarantined(
            call.flag("over"),
            call.parameter("registry"),
            call.parameter("name"),
            call.after(),
            call.limit())
        .thenApply(page -> Reply.page("packages", page));
  }

  private CompletionStage<HttpResponse> dismiss(Call call, JsonFields body) throws FieldException {
    var reason = body.text("reason").strip();
    if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
      throw FieldException.notAllowed(
          "reason",
          reason,
          "a text of 1 to %d characters, which the package will tell".formatted(LONGEST_REASON));
    }
    return orders
        .dismiss(PackageRoutes.jobId(call), call.actor(), reason)
        .thenApply(JobRoutes::answer);
  }
}
