package io.bindery.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.health.State;
import io.bindery.platform.look.AwsLooks;
import io.bindery.platform.look.LookSettings;
import io.bindery.platform.look.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.EventBridgeAsyncClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;

class EventBusTest {
  private static LocalClients local;
  private static ActorTestKit kit;
  private static final AtomicInteger WATCHES = new AtomicInteger();

  /** Writes down the sizes of the calls that pass. */
  private static class Recorded implements EventBridgeAsyncClient {
    final List<Integer> calls = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<PutEventsResponse> putEvents(PutEventsRequest request) {
      calls.add(request.entries().size());
      return local.events.putEvents(request);
    }

    int entries() {
      return calls.stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public CompletableFuture<DescribeEventBusResponse> describeEventBus(
        DescribeEventBusRequest request) {
      return local.events.describeEventBus(request);
    }

    @Override
    public String serviceName() {
      return local.events.serviceName();
    }

    @Override
    public void close() {}
  }

  private final Recorded client = new Recorded();
  private final EventBus bus = new EventBus(kit.system(), client, watch(client, "default"));

  @BeforeAll
  static void start() {
    local = new LocalClients();
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterEach
  void clear() {
    local.aws.faults().clear();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
    local.close();
  }

  @Test
  void concurrentEventsGoTogetherAndEachGetsItsOwnId() {
    var queue = local.queueOf("test.together");
    var puts =
        IntStream.range(0, 95).mapToObj(i -> put("test.together", "{\"i\":%d}".formatted(i)));
    var ids = puts.toList().stream().map(CompletableFuture::join).toList();
    assertThat(ids).hasSize(95).doesNotHaveDuplicates();
    assertThat(client.entries()).isEqualTo(95);
    assertThat(client.calls).hasSizeLessThan(40).allMatch(size -> size <= 10);
    assertThat(local.receive(queue, 95)).hasSize(95);
  }

  @Test
  void onlyTheThrottledEntryIsPutAgain() {
    var queue = local.queueOf("test.throttled");
    local.aws.faults().failPutEventsEntry(0, "ThrottlingException", 2);
    var puts = IntStream.range(0, 3).mapToObj(i -> put("test.throttled", "{}")).toList();
    puts.forEach(CompletableFuture::join);
    assertThat(client.entries()).isEqualTo(3 + 2);
    assertThat(local.receive(queue, 3)).hasSize(3);
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
    local.aws.faults().failPutEvents(9);
    assertThat(put("test.broken", "{}").join()).isNotBlank();
  }

  @Test
  void afterSomeSecondsOfThrottlingTheCallerIsTold() {
    local.aws.faults().failPutEventsEntry(0, "ThrottlingException", 1_000);
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
    var bounded = new EventBus(kit.system(), silent, watch(silent, "default"));
    IntStream.range(0, 1_000).forEach(i -> bounded.put(event("test.bounded", "{}")));
    await().until(() -> silent.calls.size() == GroupedCalls.CALLS_AT_ONCE);
    await()
        .during(Duration.ofMillis(300))
        .until(() -> silent.calls.size() == GroupedCalls.CALLS_AT_ONCE);
  }

  @Test
  void nothingIsPutOnABusThatIsNotThereUntilItIs() {
    var watch = watch(client, "later");
    var later = new EventBus(kit.system(), client, watch);
    await().until(() -> watch.part().state() == State.MISSING);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(later.put(event("test.later", "{}")).toCompletableFuture()::join)
          .hasCauseInstanceOf(BusException.class)
          .hasMessageContaining("nothing is put on bus later before it is known to exist");
    }
    assertThat(client.calls).isEmpty();

    local.events.createEventBus(r -> r.name("later")).join();
    await().until(() -> watch.part().isUsable());
    assertThat(later.put(event("test.later", "{}")).toCompletableFuture().join()).isNotBlank();

    local.events.deleteEventBus(r -> r.name("later")).join();
    await().until(() -> watch.part().state() == State.MISSING);
    assertThatThrownBy(later.put(event("test.later", "{}")).toCompletableFuture()::join)
        .hasCauseInstanceOf(BusException.class);
    assertThat(client.entries()).isEqualTo(1);
  }

  @Test
  void aBusThatMayNotBeLookedAtIsUsed() {
    local.aws.faults().refuse("DescribeEventBus", 400, "AccessDeniedException");
    var watch = watch(client, "default");
    var bus = new EventBus(kit.system(), client, watch);
    assertThat(bus.put(event("test.secret", "{}")).toCompletableFuture().join()).isNotBlank();
    assertThat(watch.part().state()).isEqualTo(State.UNKNOWN);
    assertThat(watch.part().view().wayOut().orElseThrow()).contains("events:DescribeEventBus");
  }

  @Test
  void aLookThatIsNotAnsweredDoesNotStopWhatWorked() {
    var watch = watch(client, "default");
    var bus = new EventBus(kit.system(), client, watch);
    assertThat(bus.put(event("test.frozen", "{}")).toCompletableFuture().join()).isNotBlank();
    local.aws.faults().stall("DescribeEventBus");
    await().until(() -> watch.part().state() == State.WAITING);
    assertThat(bus.put(event("test.frozen", "{}")).toCompletableFuture().join()).isNotBlank();
  }

  @Test
  void aBusThatWasNeverSeenIsWaitedForWhileItsLooksAreNotAnswered() {
    local.aws.faults().stall("DescribeEventBus");
    var watch = watch(client, "default");
    var bus = new EventBus(kit.system(), client, watch);
    assertThatThrownBy(bus.put(event("test.unseen", "{}")).toCompletableFuture()::join)
        .hasCauseInstanceOf(BusException.class);
    assertThat(client.calls).isEmpty();
    local.aws.faults().clear();
    await().until(() -> watch.part().isUsable());
    assertThat(bus.put(event("test.unseen", "{}")).toCompletableFuture().join()).isNotBlank();
  }

  /** Each with a part of its own. */
  private static Watch watch(EventBridgeAsyncClient client, String bus) {
    return Watch.start(
        kit.system(),
        AwsLooks.bus(
            client, local.aws.region(), "bus " + WATCHES.incrementAndGet(), "some.bus", bus),
        new LookSettings(Duration.ofSeconds(1), Duration.ofMillis(100)));
  }

  private CompletableFuture<String> put(String source, String detail) {
    return bus.put(event(source, detail)).toCompletableFuture();
  }

  private static BusEvent event(String source, String detail) {
    return new BusEvent(source, "kind", detail, List.of(), Instant.EPOCH, Optional.empty());
  }
}
