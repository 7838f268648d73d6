package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.router.reconcile.Reconciliation;
import io.bindery.router.reconcile.Reconciliations;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /reconciliations}: comparisons of buckets with what was recorded. */
final class ReconcileRoutes {
  private static final int ACCEPTED = 202;
  private static final String PATH = "reconciliations";

  private final Reconciliations reconciliations;

  ReconcileRoutes(Reconciliations reconciliations) {
    this.reconciliations = reconciliations;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(PATH, Set.of("bucket", "after", "limit"), this::list),
        Endpoint.json("POST", PATH, Set.of("bucket", "prefix", "since", "everything"), this::ask),
        Endpoint.get(
            PATH + "/{id}",
            Set.of(),
            call -> reconciliations.byId(call.variable("id")).thenApply(ReconcileRoutes::answer)),
        Endpoint.plain(
            "POST",
            PATH + "/{id}/cancel",
            call ->
                reconciliations
                    .cancel(call.variable("id"), call.actor())
                    .thenApply(ReconcileRoutes::answer)));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    return reconciliations
        .list(call.parameter("bucket"), call.after(), call.limit())
        .thenApply(page -> Reply.page(PATH, page));
  }

  private CompletionStage<HttpResponse> ask(Call call, JsonFields body) throws FieldException {
    return reconciliations
        .ask(
            Call.bucket(body.text("bucket")),
            body.optionalText("prefix").orElse(""),
            body.has("since") ? Optional.<Instant>of(body.time("since")) : Optional.empty(),
            Call.flag(body, "everything"),
            call.actor())
        .thenApply(asked -> Reply.json(ACCEPTED, asked));
  }

  private static HttpResponse answer(Optional<Reconciliation> found) {
    return found
        .map(Reply::ok)
        .orElseGet(() -> Reply.problem(404, "There is no reconciliation of this id."));
  }
}
