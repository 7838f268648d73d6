package io.bindery.service.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.IncomingConnection;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.stream.SystemMaterializer;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A port at which nobody is shut out by connections that ask for nothing: one is closed if the head
 * of its request does not come in time, and the one that has waited longest if there are too many.
 */
public final class GuardedPort {
  /** For the next request on the same connection. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  /** Probes and a person or two. */
  private static final int PROBES = 128;

  private static final int PROBES_OF_ADDRESS = 64;
  private static final Duration PROBE_HEAD = Duration.ofSeconds(5);

  private GuardedPort() {}

  /** Listens for probes, which are answered at once. */
  public static CompletionStage<ServerBinding> openForProbes(
      ActorSystem<?> system, String host, int port, Function<HttpRequest, HttpResponse> answer) {
    return open(
        system,
        host,
        port,
        new Connections(PROBES, PROBES_OF_ADDRESS),
        PROBE_HEAD,
        (request, peer) -> CompletableFuture.completedFuture(answer.apply(request)));
  }

  /**
   * Listens.
   *
   * @param headWithin how long the head of a request may take to come
   * @param answer of a request of somebody
   */
  static CompletionStage<ServerBinding> open(
      ActorSystem<?> system,
      String host,
      int port,
      Connections connections,
      Duration headWithin,
      BiFunction<HttpRequest, InetAddress, CompletionStage<HttpResponse>> answer) {
    return Http.get(system)
        .newServerAt(host, port)
        .connectionSource()
        .to(Sink.foreach(connection -> accept(system, connections, headWithin, answer, connection)))
        .run(system);
  }

  private static void accept(
      ActorSystem<?> system,
      Connections connections,
      Duration headWithin,
      BiFunction<HttpRequest, InetAddress, CompletionStage<HttpResponse>> answer,
      IncomingConnection connection) {
    var peer = connection.remoteAddress().getAddress();
    var slot = connections.admit(peer);
    Flow<HttpRequest, HttpResponse, NotUsed> flow =
        slot.isPresent()
            ? BidiFlow.fromGraph(new ConnectionStage(slot.get(), headWithin, KEEP_ALIVE))
                .join(
                    Flow.<HttpRequest>create().mapAsync(1, request -> answer.apply(request, peer)))
            : Flow.fromSinkAndSource(Sink.cancelled(), Source.empty());
    connection.handleWith(flow, SystemMaterializer.get(system).materializer());
  }
}
