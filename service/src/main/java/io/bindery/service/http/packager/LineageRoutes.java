package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.packager.lineage.Lineage;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /lineage}: run events that could not be sent. */
final class LineageRoutes {
  private static final Logger log = LoggerFactory.getLogger(LineageRoutes.class);

  private static final String STATE = "state";
  private static final String SET_ASIDE = "set-aside";
  private static final int MOST = 100_000;

  private record Resent(long resent) {}

  private final Lineage lineage;

  LineageRoutes(Lineage lineage) {
    this.lineage = lineage;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("lineage/events", Set.of(STATE, "after", "limit"), this::list),
        Endpoint.plain("POST", "lineage/resend", this::resend));
  }

  private CompletionStage<HttpResponse> list(Call call) throws FieldException {
    var state = call.parameter(STATE).orElse(SET_ASIDE);
    if (!state.equals(SET_ASIDE) && !state.equals("waiting")) {
      throw FieldException.notAllowed(STATE, state, "set-aside or waiting");
    }
    return lineage
        .list(state.equals(SET_ASIDE), call.after(), call.limit())
        .thenApply(page -> Reply.page("events", page));
  }

  private CompletionStage<HttpResponse> resend(Call call) {
    return lineage
        .resend(MOST)
        .thenApply(
            count -> {
              log.info("{} events of lineage are sent again, ordered by {}", count, call.actor());
              return Reply.ok(new Resent(count));
            });
  }
}
