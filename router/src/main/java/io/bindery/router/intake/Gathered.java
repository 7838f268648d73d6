package io.bindery.router.intake;

import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.source.Found;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the notices that came together ask for.
 *
 * @param dropping whether notices of buckets that are not watched are dropped
 * @param shares the object events of watched buckets, by bucket
 * @param found what event sources made, by the place of the notice
 * @param taken events that another room takes
 */
record Gathered(
    boolean dropping, Map<String, Share> shares, Map<Integer, Found> found, List<Taken> taken) {
  /** The object events of one bucket, and the place of the notice that each came in. */
  record Share(List<ObjectEvent> events, List<Integer> places) {
    List<Optional<TraceContext>> traces(List<Optional<TraceContext>> ofNotices) {
      return places.stream().map(ofNotices::get).toList();
    }
  }

  /** An event that another room takes, and the place of its notice. */
  record Taken(ObjectEvent event, int place) {}

  Gathered(boolean dropping) {
    this(dropping, new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
  }

  /** Adds events of one notice. */
  void add(List<ObjectEvent> watched, List<ObjectEvent> ofAnotherRoom, int place) {
    for (var event : watched) {
      var share =
          shares.computeIfAbsent(
              event.bucket(), b -> new Share(new ArrayList<>(), new ArrayList<>()));
      share.events().add(event);
      share.places().add(place);
    }
    ofAnotherRoom.forEach(event -> taken.add(new Taken(event, place)));
  }
}
