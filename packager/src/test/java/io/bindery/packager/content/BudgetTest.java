package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private final Budget budget = new Budget(10);
  private final List<String> started = new ArrayList<>();

  private CompletableFuture<Void> spend(String name, long amount) {
    return spend("one", name, amount);
  }

  private CompletableFuture<Void> spend(String user, String name, long amount) {
    var work = new CompletableFuture<Void>();
    var unused =
        budget.spend(
            user,
            amount,
            () -> {
              started.add(name);
              return work;
            });
    return work;
  }

  @Test
  void whatDoesNotFitWaitsInOrder() {
    var a = spend("a", 6);
    var b = spend("b", 6);
    var c = spend("c", 1);
    assertThat(started).containsExactly("a");

    a.complete(null);
    assertThat(started).containsExactly("a", "b", "c");

    b.complete(null);
    c.complete(null);
    var unused = spend("d", 10);
    assertThat(started).last().isEqualTo("d");
  }

  @Test
  void usersAreServedInTurn() {
    var first = spend("large", "0", 10);
    var second = spend("large", "1", 10);
    for (int i = 2; i <= 100; i++) {
      var unused = spend("large", Integer.toString(i), 10);
    }
    var small = spend("small", "small", 10);

    first.complete(null);
    second.complete(null);
    small.complete(null);

    assertThat(started).containsExactly("0", "1", "small", "2");
  }

  @Test
  void moreThanTheTotalTakesAll() {
    var a = spend("a", 1000);
    var unused = spend("b", 1);
    assertThat(started).containsExactly("a");

    a.complete(null);
    assertThat(started).containsExactly("a", "b");
  }

  @Test
  void whatFailsGivesBack() {
    spend("a", 10).completeExceptionally(new IllegalStateException());
    var thrown =
        budget.<Void>spend(
            "one",
            10,
            () -> {
              throw new IllegalStateException("no");
            });
    assertThatThrownBy(() -> thrown.toCompletableFuture().join()).hasMessageContaining("no");

    var unused = spend("b", 10);
    assertThat(started).containsExactly("a", "b");
  }

  @Test
  void aLongQueueOfWorkThatEndsAtOnceNeedsNoDeepStack() {
    var first = spend("first", 10);
    var all = new ArrayList<CompletionStage<Integer>>();
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      all.add(budget.spend("one", 10, () -> CompletableFuture.completedFuture(number)));
    }

    first.complete(null);

    assertThat(all).allSatisfy(it -> assertThat(it.toCompletableFuture()).isCompleted());
  }

  @Test
  void whatGivesWayIsServedWhenNobodyElseWaits() {
    var first = spend("packages", "0", 10);
    var behind = new CompletableFuture<Void>();
    var unused =
        budget
            .givingWay()
            .spend(
                "ahead",
                1,
                () -> {
                  started.add("ahead");
                  return behind;
                });
    var second = spend("packages", "1", 10);
    var third = spend("promotions", "2", 10);

    first.complete(null);
    second.complete(null);
    assertThat(started).containsExactly("0", "1", "2");

    third.complete(null);
    assertThat(started).containsExactly("0", "1", "2", "ahead");
  }

  @Test
  void whatGivesWayHoldsNobodyUpWhileItWaits() {
    var large = spend("packages", "large", 6);
    var unused =
        budget.givingWay().spend("ahead", 8, () -> CompletableFuture.completedFuture("ahead"));

    var small = spend("packages", "small", 4);

    assertThat(started).containsExactly("large", "small");
    large.complete(null);
    small.complete(null);
  }

  @Test
  void aReadThatGivesWayTakesNoBytesWhileOthersWaitForRequests() {
    var limits = new SharedLimits(1, 10);
    var request = new CompletableFuture<Void>();
    var read = limits.requests().spend("packages", 1, () -> request);
    var waiting = new CompletableFuture<Void>();
    var next = limits.requests().spend("packages", 1, () -> waiting);

    var ahead =
        limits.givingWay().read("ahead", 10, () -> CompletableFuture.completedFuture("done"));

    assertThat(limits.bytesInFlight().spendIfFree(10, CompletableFuture.completedFuture(null)))
        .isTrue();
    request.complete(null);
    assertThat(ahead.toCompletableFuture()).isNotDone();
    waiting.complete(null);
    assertThat(ahead.toCompletableFuture()).isCompletedWithValue("done");
    assertThat(read.toCompletableFuture()).isCompleted();
    assertThat(next.toCompletableFuture()).isCompleted();
  }
}
