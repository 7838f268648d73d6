package io.bindery.router.batch;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What arrived for one batch together.
 *
 * @param objects created objects
 * @param deleted deleted objects, where these count
 * @param uncounted what came before or with them and does not count
 * @param reconciled whether no notice told of them: a listing of the bucket did
 */
public record Arrivals(
    List<RecordedObject> objects,
    List<RecordedObject> deleted,
    Uncounted uncounted,
    boolean reconciled) {
  @JsonCreator
  public Arrivals {
    objects = List.copyOf(objects);
    deleted = List.copyOf(deleted);
  }

  /** What notices told of. */
  public Arrivals(List<RecordedObject> objects, List<RecordedObject> deleted, Uncounted uncounted) {
    this(objects, deleted, uncounted, false);
  }

  /** Created objects only. */
  public static Arrivals of(List<RecordedObject> objects) {
    return new Arrivals(objects, List.of(), Uncounted.NONE);
  }

  Stream<RecordedObject> all() {
    return Stream.concat(objects.stream(), deleted.stream());
  }
}
