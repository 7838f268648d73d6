package io.bindery.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

class EventBusTest {
  private static final LocalClients LOCAL = new LocalClients();
  private static final ActorTestKit KIT =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  /** Writes down the sizes of the calls that pass. */
  private static class Recorded implements EventBridgeAsyncClient {
    final List<Integer> calls = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<PutEventsResponse> putEvents(PutEventsRequest request) {
      calls.add(request.entries().size());
      return LOCAL.events.putEvents(request);
    }

    int entries() {
      return calls.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String serviceName() {
      return LOCAL.events.serviceName();
    }

    @Override
    public void close() {}
  }

  private final Recorded client = new Recorded();
  private final EventBus bus = new EventBus(KIT.system(), client);

  @AfterEach
  void clear() {
    LOCAL.aws.faults().clear();
  }

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
    LOCAL.close();
  }

  @Test
  void concurrentEventsGoTogetherAndEachGetsItsOwnId() {
    var queue = LOCAL.queueOf("test.together");
    var puts =
        IntStream.range(0, 95).mapToObj(i -> put("test.together", "{\"i\":%d}".formatted(i)));
    var ids = puts.toList().stream().map(CompletableFuture::join).toList();
    assertThat(ids).hasSize(95).doesNotHaveDuplicates();
    assertThat(client.entries()).isEqualTo(95);
    assertThat(client.calls).hasSizeLessThan(40).allMatch(size -> size <= 10);
    assertThat(LOCAL.receive(queue, 95)).hasSize(95);
  }

  @Test
  void onlyTheThrottledEntryIsPutAgain() {
    var queue = LOCAL.queueOf("test.throttled");
    LOCAL.aws.faults().failPutEventsEntry(0, "ThrottlingException", 2);
    var puts = IntStream.range(0, 3).mapToObj(i -> put("test.throttled", "{}")).toList();
    puts.forEach(CompletableFuture::join);
    assertThat(client.entries()).isEqualTo(3 + 2);
    assertThat(LOCAL.receive(queue, 3)).hasSize(3);
  }

  @Test
  void anEntryThatIsRefusedFailsAloneAndAtOnce() {
    var good = put("test.refused", "{}");
    var bad = put("test.refused", "this is no JSON");
    var alsoGood = put("test.refused", "{}");
    assertThatThrownBy(bad::join)
        .hasCauseInstanceOf(BusException.class)
        .hasMessageContaining("EventBridge refused event kind for bus default: ")
        .hasMessageContaining("MalformedDetail");
    assertThat(good.join()).isNotEqualTo(alsoGood.join());
    assertThat(client.entries()).isEqualTo(3);
  }

  @Test
  void anEntryThatFailsTheWholeCallFailsAlone() {
    var good = put("test.large", "{}");
    var tooLarge = put("test.large", "{\"a\":\"%s\"}".formatted("a".repeat(300_000)));
    var alsoGood = put("test.large", "{}");
    assertThatThrownBy(tooLarge::join).hasCauseInstanceOf(EventBridgeException.class);
    assertThat(good.join()).isNotEqualTo(alsoGood.join());
  }

  @Test
  void manyLargeEventsKeepBelowTheLimitOfACall() {
    var large = "{\"a\":\"%s\"}".formatted("ä".repeat(50_000));
    var puts = IntStream.range(0, 7).mapToObj(i -> put("test.limit", large)).toList();
    puts.forEach(CompletableFuture::join);
    assertThat(client.entries()).isEqualTo(7);
    assertThat(client.calls).allMatch(size -> size <= 2);
  }

  @Test
  void failuresOfTheServiceAreWaitedOut() {
    LOCAL.aws.faults().failPutEvents(9);
    assertThat(put("test.broken", "{}").join()).isNotBlank();
  }

  @Test
  void afterSomeSecondsOfThrottlingTheCallerIsTold() {
    LOCAL.aws.faults().failPutEventsEntry(0, "ThrottlingException", 1_000);
    assertThatThrownBy(put("test.busy", "{}")::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(BusException.class)
        .hasMessageContaining("ThrottlingException");
    assertThat(client.calls).hasSize(GroupedCalls.ATTEMPTS);
  }

  @Test
  void onlySoManyCallsRunAtOnce() {
    var silent =
        new Recorded() {
          @Override
          public CompletableFuture<PutEventsResponse> putEvents(PutEventsRequest request) {
            calls.add(request.entries().size());
            return new CompletableFuture<>();
          }
        };
    var bounded = new EventBus(KIT.system(), silent);
    IntStream.range(0, 1_000).forEach(i -> bounded.put(event("test.bounded", "{}")));
    await().until(() -> silent.calls.size() == GroupedCalls.CALLS_AT_ONCE);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> silent.calls.size() == GroupedCalls.CALLS_AT_ONCE);
  }

  private CompletableFuture<String> put(String source, String detail) {
    return bus.put(event(source, detail)).toCompletableFuture();
  }

  private static BusEvent event(String source, String detail) {
    return new BusEvent("default", source, "kind", detail, List.of(), Instant.EPOCH);
  }
}
