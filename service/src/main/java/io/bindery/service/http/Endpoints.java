package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.scaladsl.model.IllegalUriException;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.tracing.Spans;
import io.bindery.protocol.field.FieldException;
import io.bindery.service.access.Principal;
import io.bindery.service.access.Role;
import io.micrometer.core.instrument.Timer;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the endpoint of a request, lets it answer, and answers in its place what it refuses. */
final class Endpoints {
  private static final List<String> ROOT = List.of("api", "v1");

  private final ActorSystem<?> system;
  private final Meters meters;
  private final Spans spans;
  private final Gate gate;
  private final Orders orders;
  private final Starting starting;
  private final Bodies bodies;
  private final List<Endpoint> endpoints;

  Endpoints(
      ActorSystem<?> system,
      Gate gate,
      Orders orders,
      Starting starting,
      Bodies bodies,
      List<Endpoint> endpoints) {
    this.system = system;
    this.meters = Meters.get(system);
    this.spans = Spans.get(system);
    this.gate = gate;
    this.orders = orders;
    this.starting = starting;
    this.bodies = bodies;
    this.endpoints =
        endpoints.stream().sorted(Comparator.comparingLong(Endpoint::named).reversed()).toList();
  }

  /** All of them, those with the most words in their path first. */
  List<Endpoint> all() {
    return endpoints;
  }

  /** The answer; it is never a failure. */
  CompletionStage<HttpResponse> answer(HttpRequest request, InetAddress peer) {
    long began = System.nanoTime();
    // Paths that are not there are many, and are counted as one.
    var path = new AtomicReference<>("none");
    var incoming = gate.incoming(request, peer);
    return found(incoming, path)
        .exceptionally(FailureAnswers::answer)
        .thenApply(
            answer ->
                gate.shown(SecurityHeaders.on(Unchanged.or(answer, request, system)), incoming))
        .thenCompose(
            answer -> {
              time(method(request), path.get(), answer.status().intValue())
                  .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
              return answer.status().isFailure()
                  ? bodies.skip(request).thenApply(skipped -> answer)
                  : CompletableFuture.completedFuture(answer);
            });
  }

  /**
   * @param path with its variables in braces
   */
  private Timer time(String method, String path, int status) {
    return Timer.builder("bindery.http.requests")
        .description("Time to answer requests to the HTTP API.")
        .tags("method", method, "path", path, "status", Integer.toString(status))
        .register(meters.registry());
  }

  private CompletionStage<HttpResponse> found(Incoming incoming, AtomicReference<String> path) {
    try {
      Headers.refuseDoubles(incoming.request());
      var preflight = gate.preflight(incoming);
      return preflight.isPresent()
          ? Call.done(preflight.get())
          : gate.admit(incoming).thenCompose(admission -> let(incoming, admission, path));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<HttpResponse> let(
      Incoming incoming, Admission admission, AtomicReference<String> path) {
    if (admission instanceof Admission.Refused refused && !isOpen(incoming)) {
      return gate.refuse(incoming, refused);
    }
    var route = route(incoming.request());
    var principal =
        admission instanceof Admission.Admitted admitted ? admitted.principal() : Principal.NOBODY;
    var tooOften =
        route instanceof Found found && found.endpoint().isProbe()
            ? Optional.<HttpResponse>empty()
            : gate.tooOften(incoming, principal);
    if (tooOften.isPresent()) {
      return Call.done(tooOften.get());
    }
    if (route instanceof NotFound none) {
      return Call.done(none.answer());
    }
    try {
      return served(incoming, (Found) route, principal, path);
    } catch (FieldException e) {
      return Call.done(Reply.problemOf(e.field(), 400, e.getMessage()));
    }
  }

  /** Whether it is for anyone; one that cannot be read is not. */
  private boolean isOpen(Incoming incoming) {
    try {
      return route(incoming.request()) instanceof Found found && found.endpoint().role().isEmpty();
    } catch (RequestException | IllegalUriException e) {
      return false;
    }
  }

  private CompletionStage<HttpResponse> served(
      Incoming incoming, Found found, Principal principal, AtomicReference<String> path)
      throws FieldException {
    var endpoint = found.endpoint();
    var needed = endpoint.role();
    path.set(endpoint.address());
    if (needed.isPresent() && !principal.role().covers(needed.get())) {
      var refusal = notAllowed(principal, needed.get());
      return endpoint.audited()
          ? orders.refused(incoming, principal, endpoint, refusal)
          : Call.done(refusal);
    }
    var starts =
        needed.isPresent() ? starting.refusal(incoming.request()) : Optional.<HttpResponse>empty();
    if (starts.isPresent()) {
      return Call.done(starts.get());
    }
    var parameters = Address.parameters(incoming.request());
    Endpoint.refuseOthers("parameter", parameters.keySet(), endpoint.parameters());
    var call = new Call(incoming, principal, found.variables(), parameters, bodies, spans);
    return endpoint.audited() ? orders.carryOut(call, endpoint) : endpoint.handler().handle(call);
  }

  private static HttpResponse notAllowed(Principal principal, Role needed) {
    return Reply.problem(
        403,
        "This needs the role %s; %s has the role %s."
            .formatted(needed.word(), principal.name(), principal.role().word()));
  }

  /** What a request asks for. */
  private sealed interface Route {}

  /** That. */
  private record Found(Endpoint endpoint, Map<String, String> variables) implements Route {}

  /** Nothing that is there. */
  private record NotFound(HttpResponse answer) implements Route {}

  private Route route(HttpRequest request) {
    var segments = Address.segments(request);
    var method = method(request);
    var others = new TreeSet<String>();
    for (var endpoint : endpoints) {
      var variables = endpoint.match(segments);
      if (variables.isPresent() && endpoint.method().equals(method)) {
        return new Found(endpoint, variables.get());
      }
      variables.ifPresent(matched -> others.add(endpoint.method()));
    }
    return new NotFound(others.isEmpty() ? notFound(segments) : otherMethods(method, others));
  }

  /** HEAD is answered as GET; Akka HTTP leaves the body out. */
  private static String method(HttpRequest request) {
    var name = request.method().name();
    return name.equals("HEAD") ? "GET" : name;
  }

  private static HttpResponse notFound(List<String> segments) {
    if (segments.size() <= ROOT.size() || !segments.subList(0, ROOT.size()).equals(ROOT)) {
      return Reply.problem(404, "There is nothing at this path: the API is at /api/v1/.");
    }
    return Reply.problem(404, "There is nothing at this path; docs/api.md lists what there is.");
  }

  private static HttpResponse otherMethods(String method, Set<String> others) {
    if (others.contains("GET")) {
      others.add("HEAD");
    }
    var allowed = String.join(", ", others);
    return Reply.problem(
        405,
        "Method %s is not for this path: use %s.".formatted(method, allowed),
        RawHeader.create("Allow", allowed));
  }
}
