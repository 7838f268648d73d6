package io.bindery.service.http.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.queue.Verdict;
import io.bindery.service.http.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventGateTest {
  private static final int GROUPS = 8;

  private record Call(List<String> notices, CompletableFuture<List<Verdict>> answer) {}

  private final ActorSystem<Void> system =
      ActorSystem.create(
          Behaviors.empty(),
          "EventGateTest",
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));

  private final ConcurrentLinkedDeque<Call> calls = new ConcurrentLinkedDeque<>();
  private final EventGate gate =
      new EventGate(
          system,
          (notices, traces) -> {
            var call = new Call(notices, new CompletableFuture<>());
            calls.add(call);
            return call.answer();
          });

  @AfterEach
  void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  @Test
  void whatComesWhileOthersAreRecordedIsPutTogether() {
    var answers = new ArrayList<CompletableFuture<List<Verdict>>>();
    for (int i = 0; i < GROUPS; i++) {
      answers.add(submit("a" + i, "b" + i).toCompletableFuture());
      int begun = i + 1;
      await().until(() -> calls.size() == begun);
    }
    // No place is left: what comes now waits for one, and then goes together.
    for (int i = GROUPS; i < 100; i++) {
      answers.add(submit("a" + i, "b" + i).toCompletableFuture());
    }
    assertThat(calls).hasSize(GROUPS);
    answerFirst();
    await().until(() -> calls.size() == GROUPS);
    assertThat(calls.getLast().notices()).hasSize(2 * (100 - GROUPS));
    while (!calls.isEmpty()) {
      answerFirst();
    }
    for (int i = 0; i < 100; i++) {
      assertThat(answers.get(i).join())
          .containsExactly(Verdict.rejected("a" + i), Verdict.rejected("b" + i));
    }
  }

  private void answerFirst() {
    var call = calls.pop();
    call.answer().complete(verdicts(call.notices()));
  }

  @Test
  void aFailedGroupFailsItsRequestsOnly() {
    var failing = submit("x").toCompletableFuture();
    await().until(() -> calls.size() == 1);
    calls.pop().answer().completeExceptionally(new IllegalStateException("no journal"));
    await().until(failing::isCompletedExceptionally);
    var next = submit("y").toCompletableFuture();
    await().until(() -> calls.size() == 1);
    calls.pop().answer().complete(List.of(Verdict.done()));
    assertThat(next.join()).containsExactly(Verdict.done());
  }

  @Test
  void thereIsAnEndToWhatWaits() {
    var accepted = new ConcurrentLinkedQueue<CompletionStage<List<Verdict>>>();
    var refused = new ArrayList<Integer>();
    // One notice less than a group may hold each, so that none can be put together.
    var notices = IntStream.range(0, 999).mapToObj(Integer::toString).toList();
    for (int i = 0; i < 3000; i++) {
      var verdicts = gate.submit(notices, Optional.empty());
      if (verdicts.isEmpty()) {
        refused.add(i);
      }
      verdicts.ifPresent(accepted::add);
    }
    assertThat(refused).isNotEmpty();
    assertThat(accepted).hasSizeBetween(1024, 1200);
  }

  private CompletionStage<List<Verdict>> submit(String... notices) {
    return gate.submit(List.of(notices), Optional.empty()).orElseThrow();
  }

  private static List<Verdict> verdicts(List<String> notices) {
    return notices.stream().map(Verdict::rejected).toList();
  }
}
