package io.bindery.router.bucket;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import akka.actor.typed.ActorSystem;
import akka.routing.ConsistentHash;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import io.bindery.protocol.notice.ObjectEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Offers objects that are recorded to those who hash them ahead, wherever in the cluster they are.
 * Each object goes to one of them, and every version of it to the same one, so that the newest
 * takes the place of those before. When who hashes changes, most keys stay where they are. Nothing
 * is kept, and nobody answers. For one thread.
 */
final class HashOffers {
  /** The names of fields, a version and an ETag. */
  private static final int OBJECT_BYTES = 160;

  /** Places of each who hashes on the ring of keys: the more, the more equal are the shares. */
  private static final int PLACES = 100;

  private final ActorRefResolver refs;
  private Map<String, ActorRef<AheadMessage>> hashers = Map.of();
  private ConsistentHash<String> ring = ring(List.of());

  HashOffers(ActorSystem<?> system) {
    refs = ActorRefResolver.get(system);
  }

  /**
   * An object to be offered once it is recorded.
   *
   * @param prefix of its batch
   * @param place of its event in the request
   */
  record Offer(ObjectEvent event, String prefix, int place) {}

  /** From now on these hash. */
  void to(Collection<ActorRef<AheadMessage>> hashers) {
    // The path of an actor of this node does not say which node it is on.
    this.hashers =
        hashers.stream()
            .collect(Collectors.toMap(refs::toSerializationFormat, hasher -> hasher, (a, b) -> a));
    ring = ring(this.hashers.keySet());
  }

  /** The same on all nodes, in whatever order they hear of those who hash. */
  private static ConsistentHash<String> ring(Collection<String> names) {
    return ConsistentHash.create(names.stream().sorted().toList(), PLACES);
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
      shares
          .computeIfAbsent(
              hashers.get(ring.nodeFor(offer.event().key())), hasher -> new LinkedHashMap<>())
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
