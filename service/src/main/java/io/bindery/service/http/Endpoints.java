package io.bindery.service.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.tracing.Spans;
import io.bindery.protocol.field.FieldException;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Finds the endpoint of a request, lets it answer, and answers in its place what it refuses. */
final class Endpoints {
  private static final List<String> ROOT = List.of("api", "v1");

  private final Meters meters;
  private final Spans spans;
  private final Access access;
  private final Starting starting;
  private final Bodies bodies;
  private final List<Endpoint> endpoints;

  Endpoints(
      ActorSystem<?> system,
      Access access,
      Starting starting,
      Bodies bodies,
      List<Endpoint> endpoints) {
    this.meters = Meters.get(system);
    this.spans = Spans.get(system);
    this.access = access;
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
  CompletionStage<HttpResponse> answer(HttpRequest request) {
    long began = System.nanoTime();
    // Paths that are not there are many, and are counted as one.
    var path = new AtomicReference<>("none");
    return found(request, path)
        .exceptionally(FailureAnswers::answer)
        .thenCompose(
            answer -> {
              meters
                  .request(method(request), path.get(), answer.status().intValue())
                  .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
              return answer.status().isFailure()
                  ? bodies.skip(request).thenApply(skipped -> answer)
                  : CompletableFuture.completedFuture(answer);
            });
  }

  private CompletionStage<HttpResponse> found(HttpRequest request, AtomicReference<String> path) {
    try {
      Headers.refuseDoubles(request);
      var refusal = access.refusal(request).or(() -> starting.refusal(request));
      return refusal.isPresent() ? Call.done(refusal.get()) : routed(request, path);
    } catch (FieldException e) {
      return Call.done(Reply.problemOf(e.field(), 400, e.getMessage()));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<HttpResponse> routed(HttpRequest request, AtomicReference<String> found)
      throws FieldException {
    var segments = Address.segments(request);
    var method = method(request);
    var others = new TreeSet<String>();
    for (var endpoint : endpoints) {
      var variables = endpoint.match(segments);
      if (variables.isPresent() && endpoint.method().equals(method)) {
        var parameters = Address.parameters(request);
        Endpoint.refuseOthers("parameter", parameters.keySet(), endpoint.parameters());
        found.set(endpoint.address());
        return endpoint
            .handler()
            .handle(new Call(request, variables.get(), parameters, bodies, spans));
      }
      variables.ifPresent(matched -> others.add(endpoint.method()));
    }
    return Call.done(others.isEmpty() ? notFound(segments) : otherMethods(method, others));
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
