package io.bindery.platform.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StagesTest {
  private static ActorTestKit kit;

  private record Ask(boolean answered, ActorRef<String> replyTo) {}

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create();
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  /** Answers with the name of its thread, once what follows the answer is registered. */
  private static CompletionStage<String> ask(boolean answered, CompletableFuture<?> registered) {
    var actor =
        kit.spawn(
            Behaviors.receive(Ask.class)
                .onMessage(
                    Ask.class,
                    ask -> {
                      if (ask.answered()) {
                        registered.join();
                        ask.replyTo().tell(Thread.currentThread().getName());
                      }
                      return Behaviors.same();
                    })
                .build());
    return AskPattern.ask(
        actor,
        (ActorRef<String> replyTo) -> new Ask(answered, replyTo),
        answered ? Duration.ofSeconds(20) : Duration.ofMillis(50),
        kit.scheduler());
  }

  @Test
  void whatFollowsAnAnswerRunsOnTheThreadOfTheActor() {
    var registered = new CompletableFuture<Void>();
    var same =
        Stages.direct(ask(true, registered), kit.system().executionContext())
            .thenApply(thread -> thread.equals(Thread.currentThread().getName()));
    registered.complete(null);

    assertThat(same.join()).isTrue();
  }

  @Test
  void whatFollowsAFailureRunsElsewhereThanTheTimers() {
    var executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "runs what follows failures"));
    try {
      var thread = new CompletableFuture<String>();
      var direct = Stages.direct(ask(false, new CompletableFuture<>()), executor);
      var unused =
          direct.whenComplete(
              (value, failure) -> thread.complete(Thread.currentThread().getName()));

      assertThat(thread.join()).isEqualTo("runs what follows failures");
      assertThat(catchThrowable(direct::join))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void whatNobodyAnswersIsAskedAgainAndNothingElseIs() {
    var asked = new AtomicInteger();
    var answer =
        Stages.untilAnswered(
            3,
            () ->
                asked.incrementAndGet() < 3
                    ? ask(false, new CompletableFuture<>())
                    : CompletableFuture.completedFuture("answered"));
    assertThat(answer.toCompletableFuture().join()).isEqualTo("answered");
    assertThat(asked).hasValue(3);

    asked.set(0);
    var never =
        Stages.untilAnswered(
            2,
            () -> {
              asked.incrementAndGet();
              return ask(false, new CompletableFuture<>());
            });
    assertThat(catchThrowable(never.toCompletableFuture()::join))
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(asked).hasValue(2);

    asked.set(0);
    var refused =
        Stages.untilAnswered(
            3,
            () -> {
              asked.incrementAndGet();
              return CompletableFuture.<String>failedFuture(new IllegalStateException("refused"));
            });
    assertThat(catchThrowable(refused.toCompletableFuture()::join))
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(asked).hasValue(1);
  }
}
