package io.bindery.service;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;

/** Why a node has ended. */
final class NodeEnd {
  private NodeEnd() {}

  /** Whether the cluster went on without it, or it without the cluster. */
  static boolean isDowned(ActorSystem<?> system) {
    return CoordinatedShutdown.get(system)
        .getShutdownReason()
        .filter(CoordinatedShutdown.clusterDowningReason()::equals)
        .isPresent();
  }

  /**
   * Why a start failed: a node that was given up while it started fails by whatever it needs next.
   */
  static RuntimeException ofStart(ActorSystem<?> system, RuntimeException failure) {
    return isDowned(system) ? new NodeDownedException(failure) : failure;
  }
}
