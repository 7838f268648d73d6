package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.platform.tracing.OpenSpan;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What arrived for one batch together.
 *
 * @param objects created objects
 * @param deleted deleted objects, where these count
 * @param uncounted what came before or with them and does not count
 * @param reconciled whether no notice told of them: a listing of the bucket did
 * @param span of the batch, if they begin one; its causes are the notices
 */
public record Arrivals(
    List<RecordedObject> objects,
    List<RecordedObject> deleted,
    Uncounted uncounted,
    boolean reconciled,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span) {
  @JsonCreator
  public Arrivals {
    // A node of an earlier version says none.
    span = Objects.requireNonNullElse(span, Optional.empty());
    objects = List.copyOf(objects);
    deleted = List.copyOf(deleted);
  }

  /** The same once more: what does not count has no name by which it would be known. */
  public Arrivals repeated() {
    return new Arrivals(objects, deleted, Uncounted.NONE, reconciled, span);
  }

  /** What belongs to no trace. */
  public Arrivals(
      List<RecordedObject> objects,
      List<RecordedObject> deleted,
      Uncounted uncounted,
      boolean reconciled) {
    this(objects, deleted, uncounted, reconciled, Optional.empty());
  }

  /** What notices told of. */
  public Arrivals(List<RecordedObject> objects, List<RecordedObject> deleted, Uncounted uncounted) {
    this(objects, deleted, uncounted, false);
  }
}
