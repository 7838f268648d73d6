package io.bindery.platform.wake;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;

/** Actors of which the cluster has one, on its oldest node. */
public final class Singletons {
  private Singletons() {}

  /**
   * Starts one; it ends with the system. One that throws begins anew: without that it would be gone
   * until the oldest node leaves.
   *
   * @param name the same on all nodes
   */
  public static <T> void start(ActorSystem<?> system, String name, Behavior<T> behavior) {
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                Behaviors.supervise(behavior)
                    .onFailure(SupervisorStrategy.restart().withStopChildren(true)),
                name));
  }
}
