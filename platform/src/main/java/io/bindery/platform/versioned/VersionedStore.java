package io.bindery.platform.versioned;

import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Settings of one kind that can be changed at run time, one of each name. A room says how one is
 * read and how it is shown.
 *
 * @param <V> one as it is shown
 */
public abstract class VersionedStore<V extends Versioned> {
  private final VersionedValues values;

  protected VersionedStore(VersionedValues values) {
    this.values = values;
  }

  /** What is in force under a name; nothing if there is none of this name at all. */
  protected abstract CompletionStage<Optional<V>> find(String name);

  /** The changes of a name without what was set, the last one first. */
  public final CompletionStage<Page<ChangeSummary>> history(
      String name, Optional<Cursor> after, int limit) {
    return values.history(name, after, limit);
  }

  /** One change of a name, with what was set, as it is kept. */
  public final CompletionStage<Optional<VersionedChange>> change(String name, long version) {
    return values.change(name, version);
  }

  /**
   * Takes what was set at run time away: what the configuration has, if anything, is in force
   * again.
   *
   * @param expected version that the name must be at; absent: whichever
   * @param who for the history
   */
  public final CompletionStage<ChangeOutcome<V>> remove(
      String name, OptionalLong expected, String who) {
    return change(name, Optional.empty(), expected, who);
  }

  /** Keeps a value that was checked, or takes it away. */
  protected final CompletionStage<ChangeOutcome<V>> change(
      String name, Optional<Map<String, Object>> value, OptionalLong expected, String who) {
    return values.change(name, value, expected, who).thenCompose(outcome -> told(name, outcome));
  }

  private CompletionStage<ChangeOutcome<V>> told(String name, ChangeOutcome<Long> outcome) {
    if (outcome instanceof ChangeOutcome.Changed<Long> changed) {
      return find(name)
          .thenApply(
              view ->
                  view.<ChangeOutcome<V>>map(ChangeOutcome.Changed::new)
                      .orElseGet(() -> new ChangeOutcome.Gone<>(changed.view())));
    }
    return CompletableFuture.completedFuture(
        outcome instanceof ChangeOutcome.OtherVersion<Long> other
            ? new ChangeOutcome.OtherVersion<>(other.version())
            : new ChangeOutcome.NotSet<>());
  }
}
