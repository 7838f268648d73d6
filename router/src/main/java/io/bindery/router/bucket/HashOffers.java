package io.bindery.router.bucket;

import akka.actor.typed.ActorRef;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import io.bindery.protocol.notice.ObjectEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Offers objects that are recorded to those who hash them ahead, wherever in the cluster they are.
 * Each object goes to one of them, and every version of it to the same one, so that the newest
 * takes the place of those before. Nothing is kept, and nobody answers. For one thread.
 */
final class HashOffers {
  /** The names of fields, a version and an ETag. */
  private static final int OBJECT_BYTES = 160;

  private List<ActorRef<AheadMessage>> hashers = List.of();

  /**
   * An object to be offered once it is recorded.
   *
   * @param prefix of its batch
   * @param place of its event in the request
   */
  record Offer(ObjectEvent event, String prefix, int place) {}

  /** From now on these hash. */
  void to(Collection<ActorRef<AheadMessage>> hashers) {
    this.hashers =
        hashers.stream()
            .sorted(Comparator.comparing(hasher -> hasher.path().toSerializationFormat()))
            .toList();
  }

  /** Whether anybody hashes objects of this bucket. */
  boolean isWanted() {
    return !hashers.isEmpty();
  }

  /** Whether an event is of an object that can be hashed: one that is there, and known exactly. */
  static boolean isFor(ObjectEvent event) {
    return event.kind() == ObjectEvent.Kind.CREATED && event.etag().isPresent();
  }

  /**
   * Sends the offers of one request.
   *
   * @param failures by place: what is not known to be durable is not sent
   */
  void send(String bucket, Collection<Offer> offers, List<Optional<String>> failures) {
    if (hashers.isEmpty()) {
      return;
    }
    var shares = new LinkedHashMap<ActorRef<AheadMessage>, Map<String, List<ObjectEvent>>>();
    for (var offer : offers) {
      if (failures.get(offer.place()).isPresent()) {
        continue;
      }
      int at = Math.floorMod(offer.event().key().hashCode(), hashers.size());
      shares
          .computeIfAbsent(hashers.get(at), hasher -> new LinkedHashMap<>())
          .computeIfAbsent(offer.prefix(), prefix -> new ArrayList<>())
          .add(offer.event());
    }
    shares.forEach(
        (hasher, folders) ->
            folders.forEach(
                (prefix, events) ->
                    messages(bucket, prefix, events).forEach(message -> hasher.tell(message))));
  }

  /** As many as fit into each. */
  private static List<RecordedObjects> messages(
      String bucket, String prefix, List<ObjectEvent> events) {
    var messages = new ArrayList<RecordedObjects>();
    var objects = new ArrayList<RecordedObject>();
    int bytes = 0;
    for (var event : events) {
      int more = OBJECT_BYTES + 3 * event.key().length();
      if (!objects.isEmpty() && !ArrivalParts.fits(bytes + more)) {
        messages.add(new RecordedObjects(bucket, prefix, objects));
        objects.clear();
        bytes = 0;
      }
      bytes += more;
      objects.add(
          new RecordedObject(
              event.key(), event.versionId(), event.etag().orElseThrow(), event.size()));
    }
    messages.add(new RecordedObjects(bucket, prefix, objects));
    return messages;
  }
}
