package io.bindery.service.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.concat;
import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.handleExceptions;
import static akka.http.javadsl.server.Directives.handleRejections;
import static akka.http.javadsl.server.Directives.mapResponse;
import static akka.http.javadsl.server.Directives.pathPrefix;
import static akka.http.javadsl.server.PathMatchers.segment;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import io.bindery.packager.Packager;
import io.bindery.router.Router;
import io.bindery.service.ServiceStartException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP API of one node. */
public final class HttpServer {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /** Requests under way may end within it; it is below what a stop of the whole node may take. */
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(8);

  private static final RejectionHandler REJECTIONS =
      RejectionHandler.defaultHandler().mapRejectionResponse(HttpServer::asProblem);

  private static final ExceptionHandler EXCEPTIONS =
      ExceptionHandler.newBuilder().matchAny(failure -> complete(Failures.answer(failure))).build();

  private final URI address;

  private HttpServer(URI address) {
    this.address = address;
  }

  /**
   * Starts to listen; the shutdown of the system stops it.
   *
   * @throws ServiceStartException if the port cannot be had
   */
  public static HttpServer start(
      ActorSystem<?> system, HttpSettings settings, Router router, Packager packager) {
    var binding = bind(system, settings, routes(system, settings, router, packager));
    binding.addToCoordinatedShutdown(STOP_DEADLINE, system);
    var host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    var address = URI.create("http://%s:%d".formatted(host, binding.localAddress().getPort()));
    log.info("HTTP API at {}/api/v1", address);
    return new HttpServer(address);
  }

  /** Scheme, host and port. */
  public URI address() {
    return address;
  }

  private static ServerBinding bind(ActorSystem<?> system, HttpSettings settings, Route routes) {
    try {
      return Http.get(system)
          .newServerAt(settings.host(), settings.port())
          .bind(routes)
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new ServiceStartException(
          ("Port %d on %s cannot be had for the HTTP API: it is in use, or the address is not this"
                  + " machine's. Set bindery.http.port and bindery.http.host, or bindery.http.enabled"
                  + " = off.")
              .formatted(settings.port(), settings.host()),
          e);
    }
  }

  private static Route routes(
      ActorSystem<?> system, HttpSettings settings, Router router, Packager packager) {
    var access = new Access(settings.tokenSha256());
    var starting = new Starting(router.begin(), packager.begin());
    var bodies = new Bodies(system, settings);
    var events = new EventRoutes(bodies, new EventGate(system, router.intake()::record));
    var requests = new Requests(bodies);
    var policies = new PolicyRoutes(requests, router.policyStore());
    var batches = new BatchRoutes(requests, router.lists(), router.operator());
    var reconcile = new ReconcileRoutes(requests, router.reconciliations());
    var packages = new PackageRoutes(bodies, packager);
    var dryRun = new DryRunRoutes(requests, router);
    var jobs = new JobRoutes(packager.orders());
    var quarantine = new QuarantineRoutes(requests, packager.jobs(), packager.orders());
    var sources = new SourceRoutes(system, requests, router.sourceStore());
    var packagePolicies = new PackagePolicyRoutes(requests, packager.policies());
    var gateways = new GatewayRoutes(requests, packager.gateways());
    var status = new StatusRoutes(system);
    var api =
        pathPrefix(
            segment("api").slash("v1"),
            () ->
                concat(
                    events.route(),
                    policies.route(),
                    batches.route(),
                    packages.route(),
                    jobs.route(),
                    quarantine.route(),
                    reconcile.route(),
                    dryRun.route(),
                    sources.route(),
                    gateways.route(),
                    packagePolicies.route(),
                    status.route()));
    var guarded =
        extractRequest(
            request ->
                access
                .refusal(request)
                .or(() -> starting.refusal(request))
                .<Route>map(refusal -> complete(refusal)).orElse(api));
    return extractRequest(
        request ->
            mapResponse(
                response -> {
                  if (response.status().isFailure()) {
                    // A body that nobody reads would hold up the connection.
                    request.discardEntityBytes(system);
                  }
                  return response;
                },
                () ->
                    handleRejections(
                        REJECTIONS, () -> handleExceptions(EXCEPTIONS, () -> guarded))));
  }

  /** What Akka HTTP refuses by itself is told as text: no such path, another method. */
  private static HttpResponse asProblem(HttpResponse refused) {
    var text =
        refused.entity() instanceof HttpEntity.Strict strict ? strict.getData().utf8String() : "";
    return refused.withEntity(Reply.problem(refused.status().intValue(), text).entity());
  }
}
