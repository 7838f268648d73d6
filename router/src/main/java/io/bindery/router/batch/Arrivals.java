package io.bindery.router.batch;

import java.util.List;
import java.util.stream.Stream;

/**
 * What arrived for one batch together.
 *
 * @param objects created objects
 * @param deleted deleted objects, where these count
 * @param uncounted what came before or with them and does not count
 */
public record Arrivals(
    List<RecordedObject> objects, List<RecordedObject> deleted, Uncounted uncounted) {
  public Arrivals {
    objects = List.copyOf(objects);
    deleted = List.copyOf(deleted);
  }

  /** Created objects only. */
  public static Arrivals of(List<RecordedObject> objects) {
    return new Arrivals(objects, List.of(), Uncounted.NONE);
  }

  Stream<RecordedObject> all() {
    return Stream.concat(objects.stream(), deleted.stream());
  }
}
