package io.bindery.platform.queue;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

class ObservedReceivesTest {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final Unanswered sqs = new Unanswered();
  private final OpenReceives open = new OpenReceives(kit.system(), "test", 4, LONG);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  /** Long polls that are answered when the test does it. */
  private static final class Unanswered implements SqsAsyncClient {
    private final Queue<CompletableFuture<ReceiveMessageResponse>> calls =
        new ConcurrentLinkedQueue<>();

    @Override
    public CompletableFuture<ReceiveMessageResponse> receiveMessage(ReceiveMessageRequest request) {
      var call = new CompletableFuture<ReceiveMessageResponse>();
      calls.add(call);
      return call;
    }

    private void bringsNothing() {
      calls.remove().complete(ReceiveMessageResponse.builder().build());
    }

    @Override
    public String serviceName() {
      return "sqs";
    }

    @Override
    public void close() {}
  }

  private ObservedReceives receiver() {
    var there = CompletableFuture.completedFuture(Done.done());
    return new ObservedReceives(
        sqs,
        new Circuit(kit.system(), "test", () -> there, LONG),
        open,
        messages -> {},
        Health.get(kit.system())
            .part(Dependency.required("test.queue", Kind.QUEUE, "setting", "url", "")));
  }

  private static void asks(ObservedReceives receiver) {
    var unused = receiver.receiveMessage(ReceiveMessageRequest.builder().build());
  }

  /** The receivers of an empty queue take turns: the last one waits for all the others. */
  @Test
  void whoWaitsForItsTurnIsNotSilentAndNeitherWhenItBegins() {
    var first = receiver();
    var second = receiver();
    asks(first);
    asks(second);
    assertThat(sqs.calls).hasSize(1);
    long waiting = System.nanoTime();
    assertThat(second.silentSince() - waiting).isNotNegative();

    long turn = System.nanoTime();
    sqs.bringsNothing();

    assertThat(sqs.calls).hasSize(1);
    long began = second.silentSince();
    assertThat(began - turn).isNotNegative();
    // From now on it is silent until it is answered.
    assertThat(second.silentSince()).isEqualTo(began);
    sqs.bringsNothing();
    assertThat(second.silentSince() - began).isNotNegative();
    assertThat(first.silentSince() - turn).isNotNegative();
  }
}
