package io.bindery.platform.gather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GroupingTest {
  private final List<List<Integer>> groups = new ArrayList<>();
  private final List<CompletableFuture<Void>> ends = new ArrayList<>();

  private final Grouping<Integer, String> grouping =
      new Grouping<>(this::work, 1, one -> one, 10, Runnable::run);

  private CompletionStage<List<String>> work(List<Integer> group) {
    groups.add(group);
    var end = new CompletableFuture<Void>();
    ends.add(end);
    return end.thenApply(done -> group.stream().map(one -> "did " + one).toList());
  }

  @Test
  void whatComesAloneGoesAtOnceAndTheNextOnesGatherMeanwhile() {
    var first = grouping.add(1);
    var second = grouping.add(2);
    var third = grouping.add(3);
    assertThat(groups).containsExactly(List.of(1));
    ends.get(0).complete(null);
    assertThat(first).isCompletedWithValue("did 1");
    assertThat(groups).containsExactly(List.of(1), List.of(2, 3));
    assertThat(second).isNotDone();
    ends.get(1).complete(null);
    assertThat(second).isCompletedWithValue("did 2");
    assertThat(third).isCompletedWithValue("did 3");
  }

  @Test
  void aGroupThatIsFullTakesNoMore() {
    var added = Stream.of(1, 4, 6, 5).map(grouping::add).toList();
    ends.get(0).complete(null);
    ends.get(1).complete(null);
    assertThat(groups).containsExactly(List.of(1), List.of(4, 6), List.of(5));
    assertThat(added.get(2)).isCompletedWithValue("did 6");
    assertThat(added.get(3)).isNotDone();
  }

  @Test
  void aFailedGroupFailsEachOfItAndNoOther() {
    var first = grouping.add(1);
    var second = grouping.add(2);
    var third = grouping.add(3);
    ends.get(0).complete(null);
    assertThat(first).isCompletedWithValue("did 1");
    var fourth = grouping.add(4);
    ends.get(1).completeExceptionally(new IllegalStateException("no disk"));
    ends.get(2).complete(null);
    assertThatThrownBy(second::join).hasRootCauseMessage("no disk");
    assertThatThrownBy(third::join).hasRootCauseMessage("no disk");
    assertThat(fourth).isCompletedWithValue("did 4");
  }

  @Test
  void workThatThrowsFailsItsGroupAndTheNextIsDone() {
    var throwing =
        new Grouping<Integer, Integer>(
            group -> {
              if (group.contains(1)) {
                throw new IllegalStateException("no statement");
              }
              return CompletableFuture.completedFuture(group);
            },
            1,
            one -> 1,
            10,
            Runnable::run);
    assertThatThrownBy(throwing.add(1)::join).hasRootCauseMessage("no statement");
    assertThat(throwing.add(2)).isCompletedWithValue(2);
  }
}
