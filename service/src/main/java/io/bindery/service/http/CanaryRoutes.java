package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.service.canary.Canary;
import io.bindery.service.canary.CanaryRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /canary}: how it is with the canary, the last runs, and the order for one. */
final class CanaryRoutes {
  private static final int ACCEPTED = 202;
  private static final String RUNS = "canary/runs";
  private static final String OFF = "There are no canaries: bindery.canary.bucket names no bucket.";

  private final Canary canary;

  CanaryRoutes(Canary canary) {
    this.canary = canary;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("canary", Set.of("after", "limit"), this::list),
        Endpoint.plain("POST", RUNS, this::order),
        Endpoint.get(
            RUNS + "/{id}",
            Set.of(),
            call -> canary.find(call.variable("id")).thenApply(CanaryRoutes::answer)));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("on", canary.isOn());
    canary.status().ifPresent(status -> more.put("canary", status));
    return canary
        .list(call.after(), call.limit())
        .thenApply(page -> Reply.page("runs", page, more));
  }

  private CompletionStage<HttpResponse> order(Call call) {
    return canary
        .order(call.actor())
        .thenApply(
            run ->
                run.map(it -> Reply.json(ACCEPTED, it)).orElseGet(() -> Reply.problem(409, OFF)));
  }

  private static HttpResponse answer(Optional<CanaryRun> found) {
    return found
        .map(Reply::ok)
        .orElseGet(() -> Reply.problem(404, "There is no canary of this id."));
  }
}
