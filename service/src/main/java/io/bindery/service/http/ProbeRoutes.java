package io.bindery.service.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.health.Health;
import java.util.List;
import java.util.Set;

/**
 * {@code /alive} and {@code /ready}, for those who watch the process: without a token, and without
 * another word than yes or no. Alive is a process that answers: one that cannot do its work because
 * something else is away is alive, for another start would not help it.
 */
public final class ProbeRoutes {
  private static final String YES = "yes\n";
  private static final String NO = "no\n";

  private final Health health;

  public ProbeRoutes(Health health) {
    this.health = health;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/alive", Set.of(), call -> Call.done(alive())).open(),
        Endpoint.get("/ready", Set.of(), call -> Call.done(ready())).open());
  }

  /** Whether the process works. */
  public HttpResponse alive() {
    return answer(200, YES);
  }

  /** Whether all is there that it needs. */
  public HttpResponse ready() {
    return health.isReady() ? answer(200, YES) : answer(503, NO);
  }

  private static HttpResponse answer(int status, String word) {
    return HttpResponse.create().withStatus(status).withEntity(ContentTypes.TEXT_PLAIN_UTF8, word);
  }
}
