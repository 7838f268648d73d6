package io.bindery.router.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.RecordedObject;
import io.bindery.router.batch.Uncounted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private static final BatchKey A = new BatchKey("lab", "a/");
  private static final BatchKey B = new BatchKey("lab", "b/");

  private record Sent(BatchKey key, Arrivals arrivals, CompletableFuture<Done> answer) {}

  private final List<Sent> sent = new ArrayList<>();
  private final Gathering gathering =
      new Gathering(
          new BatchGateway() {
            @Override
            public CompletionStage<Done> record(BatchKey key, Arrivals arrivals) {
              var one = new Sent(key, arrivals, new CompletableFuture<>());
              sent.add(one);
              return one.answer();
            }

            @Override
            public void note(BatchKey key, Uncounted uncounted) {
              throw new UnsupportedOperationException();
            }
          });

  private CompletionStage<Done> record(BatchKey key, String... names) {
    return record(key, false, names);
  }

  private CompletionStage<Done> record(BatchKey key, boolean reconciled, String... names) {
    return gathering.record(
        key, new Arrivals(objects(names), List.of(), Uncounted.ofDeleted(), reconciled));
  }

  private static List<RecordedObject> objects(String... names) {
    return List.of(names).stream()
        .map(name -> new RecordedObject(name, 1, 1, name.hashCode()))
        .toList();
  }

  private List<String> names(int message) {
    return sent.get(message).arrivals().objects().stream().map(RecordedObject::name).toList();
  }

  @Test
  void whatComesWhileAMessageIsUnderWayGoesWithTheNext() {
    var first = record(A, "1");
    var second = record(A, "2", "3");
    var third = record(A, "4");
    var other = record(B, "5");
    assertThat(sent).hasSize(2);
    assertThat(names(0)).containsExactly("1");
    assertThat(sent.get(1).key()).isEqualTo(B);

    sent.get(0).answer().complete(Done.getInstance());
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    assertThat(names(2)).containsExactly("2", "3", "4");
    assertThat(sent.get(2).arrivals().uncounted().deleted()).isEqualTo(2);

    sent.get(2).answer().complete(Done.getInstance());
    assertThat(second).isCompleted();
    assertThat(third).isCompleted();
    assertThat(other).isNotDone();

    record(A, "6");
    assertThat(names(3)).containsExactly("6");
  }

  @Test
  void whatFailsFailsForAllThatWentTogetherAndForNoOther() {
    var first = record(A, "1");
    var second = record(A, "2");
    var third = record(A, "3");

    sent.get(0).answer().complete(Done.getInstance());
    var late = record(A, "4");
    sent.get(1).answer().completeExceptionally(new IllegalStateException("no journal"));

    assertThat(first).isCompleted();
    for (var failed : List.of(second, third)) {
      assertThatThrownBy(() -> failed.toCompletableFuture().join())
          .hasRootCauseMessage("no journal");
    }
    sent.get(2).answer().complete(Done.getInstance());
    assertThat(late).isCompleted();
  }

  @Test
  void whatAListingFoundIsNotMixedWithWhatNoticesTold() {
    record(A, "1");
    record(A, false, "2");
    record(A, true, "3");
    sent.get(0).answer().complete(Done.getInstance());

    assertThat(names(1)).containsExactly("2");
    sent.get(1).answer().complete(Done.getInstance());
    assertThat(names(2)).containsExactly("3");
    assertThat(sent.get(2).arrivals().reconciled()).isTrue();
  }

  @Test
  void aMessageBetweenNodesIsNotTooLarge() {
    record(A, "1");
    var name = "n".repeat(1_000);
    IntStream.range(0, 100).forEach(i -> record(A, name + i));
    for (int i = 0; i < sent.size(); i++) {
      sent.get(i).answer().complete(Done.getInstance());
      int bytes = names(i).stream().mapToInt(it -> 3 * it.length()).sum();
      assertThat(bytes).isLessThan(100 * 1024);
    }
    assertThat(sent.stream().mapToInt(it -> it.arrivals().objects().size()).sum()).isEqualTo(101);
    assertThat(sent).hasSizeLessThan(10);
  }

  @Test
  void manyThreadsLoseNothing() {
    int count = 20_000;
    var underWay = new ConcurrentHashMap<BatchKey, AtomicInteger>();
    var recorded = new AtomicInteger();
    var many =
        new Gathering(
            new BatchGateway() {
              @Override
              public CompletionStage<Done> record(BatchKey key, Arrivals arrivals) {
                var now = underWay.computeIfAbsent(key, k -> new AtomicInteger());
                if (now.incrementAndGet() != 1) {
                  return CompletableFuture.failedFuture(new IllegalStateException("two at once"));
                }
                return CompletableFuture.supplyAsync(
                    () -> {
                      recorded.addAndGet(arrivals.objects().size());
                      now.decrementAndGet();
                      return Done.getInstance();
                    },
                    ForkJoinPool.commonPool());
              }

              @Override
              public void note(BatchKey key, Uncounted uncounted) {
                throw new UnsupportedOperationException();
              }
            });

    var all =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                i ->
                    many.record(
                            new BatchKey("lab", "p" + i % 7 + "/"),
                            new Arrivals(objects("n" + i), List.of(), Uncounted.NONE))
                        .toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(all).join();
    assertThat(recorded).hasValue(count);
  }
}
