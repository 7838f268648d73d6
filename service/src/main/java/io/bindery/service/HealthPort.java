package io.bindery.service;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.health.Health;
import io.bindery.service.http.GuardedPort;
import io.bindery.service.http.ProbeRoutes;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for probes: {@code /alive} while the process works, {@code /ready} once all that it
 * needs is there. It is apart from the API's, so that a crowd there does not end the node; it asks
 * for no token and tells nothing.
 */
final class HealthPort {
  private static final Logger log = LoggerFactory.getLogger(HealthPort.class);
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(1);

  private HealthPort() {}

  /**
   * Listens, if a port is set; the shutdown of the system ends it.
   *
   * @throws ServiceStartException if the port cannot be had
   */
  static void open(ActorSystem<?> system, HealthSettings settings) {
    settings.port().ifPresent(port -> open(system, settings.host(), port));
  }

  private static void open(ActorSystem<?> system, String host, int port) {
    var probes = new ProbeRoutes(Health.get(system));
    try {
      GuardedPort.openForProbes(system, host, port, request -> answer(probes, request))
          .toCompletableFuture()
          .join()
          .addToCoordinatedShutdown(STOP_DEADLINE, system);
    } catch (CompletionException e) {
      throw new ServiceStartException(
          ("Port %d on %s cannot be opened for health: it is in use, or the address is not this"
                  + " machine's. Set bindery.health.port and bindery.health.host, or"
                  + " bindery.health.port = off.")
              .formatted(port, host),
          e);
    }
    log.info("health at http://{}:{}/ready and /alive", host, port);
  }

  private static HttpResponse answer(ProbeRoutes probes, HttpRequest request) {
    var method = request.method();
    if (!method.equals(HttpMethods.GET) && !method.equals(HttpMethods.HEAD)) {
      return HttpResponse.create().withStatus(405);
    }
    return switch (request.getUri().path()) {
      case "/alive" -> probes.alive();
      case "/ready" -> probes.ready();
      default -> HttpResponse.create().withStatus(404);
    };
  }
}
