package io.bindery.service.http;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.headers.TimeoutAccess;
import io.bindery.exchange.Exchange;
import io.bindery.exchange.tables.PublicationTimers;
import io.bindery.packager.Packager;
import io.bindery.packager.lineage.Lineage;
import io.bindery.packager.tables.PackageTimers;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.Tables;
import io.bindery.platform.deadletter.DeadLetters;
import io.bindery.platform.feed.ChangeFeed;
import io.bindery.platform.wake.Timer;
import io.bindery.router.Router;
import io.bindery.service.ServiceStartException;
import io.bindery.service.canary.Canary;
import io.bindery.service.http.console.ConsoleRoutes;
import io.bindery.service.http.exchange.PublicationRoutes;
import io.bindery.service.http.openapi.OpenApiRoutes;
import io.bindery.service.http.packager.PackagerRoutes;
import io.bindery.service.http.router.RouterRoutes;
import io.bindery.service.http.router.TimerRoutes;
import io.bindery.service.trace.BatchJobs;
import io.bindery.service.trace.BucketWarnings;
import io.bindery.service.trace.Explainer;
import io.bindery.service.trace.Tracer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API of one node. */
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /** Requests under way may end within it; it is below what a stop of the whole node may take. */
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);

  private final URI address;
  private final Endpoints endpoints;
  private final Connections connections;

  private HttpServer(URI address, Endpoints endpoints, Connections connections) {
    this.address = address;
    this.endpoints = endpoints;
    this.connections = connections;
  }

  /**
   * Starts to listen; the shutdown of the system stops it.
   *
   * @throws ServiceStartException if the port cannot be had
   */
  public static HttpServer start(
      ActorSystem<?> system,
      HttpSettings settings,
      AwsClients aws,
      Router router,
      Packager packager,
      DeadLetters deadLetters,
      ChangeFeed feed,
      Canary canary,
      Lineage lineage,
      Exchange exchange) {
    var connections = new Connections(settings.connections(), settings.connectionsPerAddress());
    var entrance = Entrance.start(system, settings.access());
    var endpoints =
        new Endpoints(
            system,
            entrance.gate(),
            entrance.orders(),
            new Starting(List.of(router.begin(), packager.begin(), exchange.begin())),
            new Bodies(system, settings),
            OpenApiRoutes.with(
                Stream.of(
                        endpoints(
                            system, aws, router, packager, deadLetters, canary, lineage, exchange),
                        new StreamRoutes(feed, settings.stream()).endpoints(),
                        entrance.endpoints())
                    .flatMap(List::stream)
                    .toList()));
    var binding = bind(system, settings, connections, endpoints);
    endWithSystem(system, binding, connections);
    var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    var address = URI.create("http://%s:%d".formatted(host, binding.localAddress().getPort()));
    log.info("HTTP API at {}/api/v1", address);
    return new HttpServer(address, endpoints, connections);
  }

  /** Scheme, host and port. */
  public URI address() {
    return address;
  }

  /** How many clients are connected. */
  public int openConnections() {
    return connections.count();
  }

  /** All that can be asked for. */
  List<Endpoint> endpoints() {
    return endpoints.all();
  }

  private static ServerBinding bind(
      ActorSystem<?> system, HttpSettings settings, Connections connections, Endpoints endpoints) {
    try {
      return GuardedPort.open(
              system,
              settings.host(),
              settings.port(),
              connections,
              settings.headWithin(),
              (request, peer) -> endpoints.answer(bounded(request), peer))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new ServiceStartException(
          ("Port %d on %s cannot be opened for the HTTP API: it is in use, or the address is not"
                  + " this machine's. Set bindery.http.port and bindery.http.host, or"
                  + " bindery.http.enabled = off.")
              .formatted(settings.port(), settings.host()),
          e);
    }
  }

  /** What takes longer than a request may is told like all other problems. */
  private static HttpRequest bounded(HttpRequest request) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            header ->
                header
                    .timeoutAccess()
                    .updateHandler(
                        late ->
                            SecurityHeaders.on(
                                Reply.later(
                                    "The request took too long; what it asked for may go on."))));
    return request;
  }

  /** Requests under way are answered, connections without one are closed at once. */
  private static void endWithSystem(
      ActorSystem<?> system, ServerBinding binding, Connections connections) {
    var shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(),
        "http-unbind",
        () -> binding.unbind().thenApply(done -> Done.done()));
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "http-requests",
        () ->
            connections
                .drain()
                .toCompletableFuture()
                .completeOnTimeout(null, STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(done -> Done.done()));
  }

  private static List<Endpoint> endpoints(
      ActorSystem<?> system,
      AwsClients aws,
      Router router,
      Packager packager,
      DeadLetters deadLetters,
      Canary canary,
      Lineage lineage,
      Exchange exchange) {
    var warnings = new BucketWarnings(system, aws);
    var explainer = new Explainer(router.operator(), new BatchJobs(packager.jobs()), warnings);
    var timers =
        List.<Timer.Owner>of(
            router.timers(),
            router.reconciliations().timers(),
            new PackageTimers(Tables.of(system)),
            new PublicationTimers(Tables.of(system)));
    return Stream.of(
            RouterRoutes.of(system, router, explainer, warnings),
            new TimerRoutes(timers).endpoints(),
            PackagerRoutes.of(packager, lineage),
            new PublicationRoutes(exchange).endpoints(),
            new TraceRoutes(new Tracer(system, aws, router, packager)).endpoints(),
            new DeadLetterRoutes(deadLetters).endpoints(),
            new CanaryRoutes(canary).endpoints(),
            new PresetRoutes().endpoints(),
            new StatusRoutes(system, canary::status).endpoints(),
            new MetricsRoutes(system).endpoints(),
            new SystemRoutes(system).endpoints(),
            new ConsoleRoutes().endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
