package io.bindery.service.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pod asks of itself, of a server that speaks TLS and answers as Kubernetes does. */
class KubernetesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POD =
      """
      {"metadata": {"name": "p-1", "ownerReferences": [{"kind": "Node", "name": "n"},
        {"kind": "ReplicaSet", "name": "p"}]}}""";
  private static final String REPLICA_SET =
      """
      {"metadata": {"annotations": {"deployment.kubernetes.io/revision": "12"}}}""";

  private record Request(String line, String token, String type, String body) {}

  @TempDir static Path account;
  private static HttpsServer server;
  private static final List<Request> REQUESTS = new CopyOnWriteArrayList<>();

  /** Of the next answers; then all are good. */
  private static final Queue<Integer> STATUSES = new ConcurrentLinkedQueue<>();

  private static volatile String pod = POD;

  @BeforeAll
  static void start() throws Exception {
    var keytool = new Keytool(account.resolve("store.p12"));
    keytool.pair("server", "CN=kubernetes", "-ext", "san=ip:127.0.0.1");
    keytool.certificate("server", account.resolve("ca.crt"));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(keytool.keys(), Keytool.PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    Files.writeString(account.resolve("token"), "secret-1\n");
    Files.writeString(account.resolve("namespace"), "lab");
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext("/", KubernetesTest::answer);
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  @BeforeEach
  void forget() {
    REQUESTS.clear();
    STATUSES.clear();
    pod = POD;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    var headers = exchange.getRequestHeaders();
    REQUESTS.add(
        new Request(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            headers.getFirst("Authorization"),
            headers.getFirst("Content-Type"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    int status = STATUSES.isEmpty() ? 200 : STATUSES.remove();
    var good = exchange.getRequestURI().getPath().contains("/pods/") ? pod : REPLICA_SET;
    byte[] body =
        (status == 200 ? good : "{\"message\": \"not \\u001b[31mnow\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Config config() {
    return ConfigFactory.parseString(
            """
            akka.discovery.kubernetes-api {
              api-ca-path = "%1$s/ca.crt", api-token-path = "%1$s/token"
              pod-namespace-path = "%1$s/namespace"
            }
            """
                .formatted(account))
        .withFallback(ConfigFactory.load())
        .resolve();
  }

  private static KubernetesApi api() {
    return KubernetesApi.of(
        config(),
        Map.of(
            "KUBERNETES_SERVICE_HOST",
            "127.0.0.1",
            "KUBERNETES_SERVICE_PORT",
            Integer.toString(server.getAddress().getPort()),
            "HOSTNAME",
            "p-1"));
  }

  @Test
  void theVersionIsTheRevisionOfTheDeployment() {
    assertThat(AppVersion.asked(KubernetesTest::api, PATIENCE)).isEqualTo("12");
    assertThat(REQUESTS)
        .extracting(Request::line)
        .as("a late answer is asked for again")
        .containsOnly(
            "GET /api/v1/namespaces/lab/pods/p-1",
            "GET /apis/apps/v1/namespaces/lab/replicasets/p");
    assertThat(REQUESTS).extracting(Request::token).containsOnly("Bearer secret-1");
  }

  @Test
  void whatPassesIsAskedAgainAndWhatLastsIsNot() {
    STATUSES.addAll(List.of(500, 429));
    assertThat(AppVersion.asked(KubernetesTest::api, PATIENCE)).isEqualTo("12");
    assertThat(REQUESTS).hasSize(4);
    REQUESTS.clear();
    STATUSES.add(403);
    assertThat(AppVersion.asked(KubernetesTest::api, PATIENCE)).isEqualTo(AppVersion.UNKNOWN);
    assertThat(REQUESTS).hasSize(1);
    pod = "{\"metadata\": {}}";
    assertThat(AppVersion.asked(KubernetesTest::api, PATIENCE)).isEqualTo(AppVersion.UNKNOWN);
    STATUSES.add(404);
    assertThatThrownBy(() -> api().revision().toCompletableFuture().join())
        .hasRootCauseMessage("Kubernetes answers 404: not \\u001b[31mnow");
  }

  @Test
  void outsideOfAPodNothingIsAsked() {
    assertThatThrownBy(() -> KubernetesApi.of(config(), Map.of()))
        .isInstanceOf(KubernetesException.class)
        .hasMessage(
            "This is no pod of Kubernetes: the environment has no KUBERNETES_SERVICE_HOST.");
  }

  @Test
  void theOldestIsTheDearestAndWhatFailedIsToldAgain() {
    var first = node();
    var second = node();
    try {
      joined(first, first);
      joined(second, first);
      var costs = new CopyOnWriteArrayList<Integer>();
      STATUSES.add(500);
      PodDeletionCost.start(first, api()::deletionCost, Duration.ofMillis(50));
      PodDeletionCost.start(
          second,
          cost -> {
            costs.add(cost);
            return CompletableFuture.completedFuture(null);
          },
          Duration.ofMillis(50));
      await().atMost(PATIENCE).until(() -> !costs.isEmpty() && REQUESTS.size() == 2);
      assertThat(REQUESTS)
          .extracting(Request::line)
          .containsOnly("PATCH /api/v1/namespaces/lab/pods/p-1");
      assertThat(REQUESTS.get(1).type()).isEqualTo("application/merge-patch+json");
      assertThat(REQUESTS.get(1).body())
          .isEqualTo(
              "{\"metadata\":{\"annotations\":{\"controller.kubernetes.io/pod-deletion-cost\":\"1000\"}}}");
      assertThat(costs).containsExactly(999);
      // The second becomes the oldest.
      leave(first);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(costs).containsExactly(999, 1000));
    } finally {
      leave(first);
      leave(second);
    }
  }

  private static ActorSystem<Void> node() {
    return ActorSystem.create(
        Behaviors.empty(),
        "bindery",
        ConfigFactory.parseString(
                """
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                """)
            .withFallback(ConfigFactory.load())
            .resolve());
  }

  private static Cluster joined(ActorSystem<?> system, ActorSystem<?> to) {
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(Cluster.get(to).selfMember().address()));
    await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
    return cluster;
  }

  private static void leave(ActorSystem<?> system) {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.clusterLeavingReason())
        .toCompletableFuture()
        .join();
  }
}
