package io.bindery.packager.browse;

import io.bindery.quilt.manifest.ManifestDiff.Kind;
import io.bindery.quilt.manifest.TopHash;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * How many differences there are between two revisions: all of both is compared once, and what came
 * of it is remembered for the pairs that were asked for last.
 */
final class DiffCounts {
  private static final int REMEMBERED = 256;
  private static final long PATIENCE_MILLIS = 500;

  private final ManifestIndexes indexes;

  private final Map<Pair, CompletableFuture<Optional<Map<Kind, Long>>>> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<Pair, CompletableFuture<Optional<Map<Kind, Long>>>> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record Pair(String registry, TopHash from, TopHash to) {}

  DiffCounts(ManifestIndexes indexes) {
    this.indexes = indexes;
  }

  /** Nothing if it is not known within a moment; the stage never fails. */
  CompletionStage<Optional<Map<Kind, Long>>> of(String registry, TopHash from, TopHash to) {
    var pair = new Pair(registry, from, to);
    synchronized (known) {
      var found = known.get(pair);
      boolean useless = found != null && found.isDone() && found.getNow(Optional.empty()).isEmpty();
      if (found == null || useless) {
        found = counted(pair).toCompletableFuture();
        known.put(pair, found);
      }
      return found
          .copy()
          .completeOnTimeout(Optional.empty(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private CompletionStage<Optional<Map<Kind, Long>>> counted(Pair pair) {
    return indexes
        .ask(
            pair.registry(),
            List.of(pair.from(), pair.to()),
            both ->
                Differences.of(both.get(0), both.get(1), Optional.empty()).orElseThrow().count())
        .handle(
            (answer, failure) ->
                answer instanceof Answer.Known<Map<Kind, Long>> known
                    ? Optional.of(known.value())
                    : Optional.empty());
  }
}
