package io.bindery.service.http.router;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.wake.Timer;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code /timers}: what will be done by the clock alone, and when. */
public final class TimerRoutes {
  private static final String BEFORE = "before";

  /** Before all. */
  private static final Cursor FIRST = Cursor.of("");

  private final List<Timer.Owner> owners;

  /** The timers of all rooms. */
  public TimerRoutes(List<Timer.Owner> owners) {
    this.owners = List.copyOf(owners);
  }

  /** Its endpoint. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("timers", Set.of(BEFORE, "after", "limit"), this::list));
  }

  private CompletionStage<HttpResponse> list(Call call) {
    var after = call.after().orElse(FIRST);
    var before = call.parameter(BEFORE).map(TimerRoutes::time).orElse(Cursor.LATEST.time());
    int limit = call.limit();
    CompletionStage<List<Timer>> all = CompletableFuture.completedStage(List.of());
    for (var owner : owners) {
      all = all.thenCombine(owner.next(after, before, limit + 1), TimerRoutes::both);
    }
    return all.thenApply(
        timers ->
            Reply.page(
                "timers",
                Page.of(timers.stream().sorted(Timer.ORDER).toList(), limit, Timer::place)));
  }

  private static List<Timer> both(List<Timer> some, List<Timer> others) {
    var all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new RequestException(
          BEFORE,
          "before = %s: it must be a time such as 2026-11-01T00:00:00Z."
              .formatted(FieldException.shown(text)));
    }
  }
}
