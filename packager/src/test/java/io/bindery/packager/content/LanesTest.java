package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LanesTest {
  private final List<CompletableFuture<String>> pieces = new ArrayList<>();

  private CompletableFuture<List<String>> run(int count, int lanes) {
    return Lanes.run(
            count,
            lanes,
            piece -> {
              assertThat(piece).isEqualTo(pieces.size());
              pieces.add(new CompletableFuture<>());
              return pieces.get(piece);
            })
        .toCompletableFuture();
  }

  @Test
  void someRunAtATimeAndTheResultsAreInOrder() {
    var all = run(4, 2);
    assertThat(pieces).hasSize(2);

    pieces.get(1).complete("1");
    pieces.get(2).complete("2");
    assertThat(pieces).hasSize(4);
    pieces.get(3).complete("3");
    assertThat(all).isNotDone();
    pieces.get(0).complete("0");

    assertThat(all).isCompletedWithValue(List.of("0", "1", "2", "3"));
  }

  @Test
  void theFirstFailureEndsAll() {
    var all = run(4, 2);

    pieces.get(0).completeExceptionally(new IllegalStateException("no"));
    pieces.get(1).complete("1");

    assertThatThrownBy(all::join).hasMessageContaining("no");
    assertThat(pieces).hasSize(2);
  }

  @Test
  void manyPiecesThatAreDoneAtOnceNeedNoDeepStack() {
    var all = Lanes.run(10_000, 8, piece -> CompletableFuture.completedFuture(piece));

    assertThat(all.toCompletableFuture()).isCompleted();
  }
}
