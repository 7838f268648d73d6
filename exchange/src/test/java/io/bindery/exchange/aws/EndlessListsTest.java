package io.bindery.exchange.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.aws.EndlessListException;
import io.bindery.platform.telemetry.Meters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dataexchange.DataExchangeAsyncClient;

/** A server whose pages lead in a circle: whoever follows them must not go round for ever. */
class EndlessListsTest {
  private static final String DATA_SET = "abcdef0123456789abcdef0123456789";
  private static final String REVISION = "0123456789abcdef0123456789abcdef";
  private static final AtomicInteger asked = new AtomicInteger();

  private static ActorTestKit kit;
  private static HttpServer server;
  private static DataExchangeAsyncClient client;
  private static DataExchange exchange;

  /** How many pages there are before the first comes again. */
  private static volatile int round;

  @BeforeAll
  static void start() throws IOException {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        call -> {
          var body =
              "{\"Assets\": [], \"Jobs\": [], \"Revisions\": [], \"NextToken\": \"page-%d\"}"
                  .formatted(asked.getAndIncrement() % round)
                  .getBytes(StandardCharsets.UTF_8);
          call.getResponseHeaders().set("Content-Type", "application/json");
          call.sendResponseHeaders(200, body.length);
          call.getResponseBody().write(body);
          call.close();
        });
    server.start();
    client =
        DataExchangeAsyncClient.builder()
            .endpointOverride(URI.create("http://localhost:" + server.getAddress().getPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
    exchange = new DataExchange(() -> client, Meters.get(kit.system()), Duration.ofSeconds(60));
  }

  @AfterAll
  static void stop() {
    client.close();
    server.stop(0);
    kit.shutdownTestKit();
  }

  @BeforeEach
  void askNothing() {
    asked.set(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aListThatLeadsBackFailsAfterOneRound(int pages) {
    round = pages;
    var lists =
        List.<CompletionStage<?>>of(
            exchange.assets(DATA_SET, REVISION, asset -> {}),
            exchange.jobs(DATA_SET, REVISION, 1, (seen, job) -> false),
            exchange.findRevision(DATA_SET, new Marker("p", 0), Instant.EPOCH));
    for (var list : lists) {
      assertThatThrownBy(() -> list.toCompletableFuture().get(60, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(EndlessListException.class)
          .hasMessageContaining("a page leads back to one that was read");
    }
    assertThat(asked.get()).isLessThanOrEqualTo(3 * (pages + 1));
  }

  /** It may have been a fault of the moment: who publishes waits and asks again. */
  @Test
  void thatPasses() {
    round = 1;
    var list = exchange.assets(DATA_SET, REVISION, asset -> {}).handle((done, failure) -> failure);
    var failure = list.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    assertThat(Fault.of("Listing assets", failure).kind().passes()).isTrue();
  }
}
