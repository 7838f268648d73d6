package io.bindery.packager.ahead;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.Receptionist;
import io.bindery.platform.ahead.AheadMessage;
import java.util.HashSet;
import java.util.Set;

/**
 * The buckets for which one who hashes is registered: for others nothing is sent at all. For one
 * thread.
 */
final class Announced {
  private final ActorRef<Receptionist.Command> receptionist;
  private final ActorRef<AheadMessage> hasher;
  private final Set<String> buckets = new HashSet<>();

  Announced(ActorRef<Receptionist.Command> receptionist, ActorRef<AheadMessage> hasher) {
    this.receptionist = receptionist;
    this.hasher = hasher;
  }

  boolean has(String bucket) {
    return buckets.contains(bucket);
  }

  /** From now on it is registered for these buckets alone. */
  void follow(Set<String> wanted) {
    for (var bucket : wanted) {
      if (buckets.add(bucket)) {
        receptionist.tell(Receptionist.register(AheadMessage.key(bucket), hasher));
      }
    }
    buckets.removeIf(
        bucket -> {
          boolean gone = !wanted.contains(bucket);
          if (gone) {
            receptionist.tell(Receptionist.deregister(AheadMessage.key(bucket), hasher));
          }
          return gone;
        });
  }
}
