package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import io.bindery.platform.telemetry.Meters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** What servers that are not AWS's own answer where AWS leaves a list out. */
class OtherServersTest {
  private static ActorTestKit kit;
  private final Queue<String> actions = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"Successful\":[{\"Id\":\"0\"}],\"Failed\":[]}",
        "{\"Successful\":[{\"Id\":\"0\"}],\"Failed\":null}",
        "{\"Successful\":[{\"Id\":\"0\"}]}"
      })
  void aDeleteWithoutRefusalsIsDoneAtOnceAndInSilence(String answer) throws IOException {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logger = (Logger) LoggerFactory.getLogger(Settlement.class);
    logger.addAppender(lines);
    var server = serve(answer);
    try (var sqs = client(server)) {
      var message = Message.builder().messageId("m").receiptHandle("r").body("b").build();
      new Settlement(
              sqs,
              settings(server),
              "foreign",
              new QueueMeters(Meters.get(kit.system()), "foreign"))
          .settle(
              List.of(message), List.of(Optional.empty()), List.of(Verdict.done()), deleted -> {})
          .toCompletableFuture()
          .join();
    } finally {
      server.stop(0);
      logger.detachAppender(lines);
    }
    assertThat(actions).containsExactly("AmazonSQS.DeleteMessageBatch");
    assertThat(lines.list).isEmpty();
  }

  private HttpServer serve(String answer) throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          actions.add(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
          var body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static SqsAsyncClient client(HttpServer server) {
    return SqsAsyncClient.builder()
        .endpointOverride(URI.create(address(server)))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClient(NettyNioAsyncHttpClient.create())
        .build();
  }

  private static QueueSettings settings(HttpServer server) {
    return new QueueSettings(
        address(server) + "/000000000000/q",
        address(server) + "/000000000000/q-dead",
        1,
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofMillis(20),
        50,
        4,
        1 << 20);
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
