package io.bindery.platform.ahead;

import akka.actor.typed.receptionist.ServiceKey;

/** What those are told who hash objects of a bucket ahead. It may be lost, and may come again. */
public interface AheadMessage {
  /** Whoever hashes objects of a bucket ahead is registered under this with the Receptionist. */
  static ServiceKey<AheadMessage> key(String bucket) {
    return ServiceKey.create(AheadMessage.class, "hash-ahead:" + bucket);
  }
}
