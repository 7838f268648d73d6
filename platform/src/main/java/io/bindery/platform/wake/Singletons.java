package io.bindery.platform.wake;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import io.bindery.platform.cluster.NodeRole;

/** Actors of which the cluster has one, on the oldest node of their role. */
public final class Singletons {
  private Singletons() {}

  /**
   * Starts one, if this node has the role; it ends with the system. One that throws begins anew:
   * without that it would be gone until the oldest node leaves.
   *
   * @param name the same on all nodes
   */
  public static <T> void start(
      ActorSystem<?> system, NodeRole role, String name, Behavior<T> behavior) {
    if (!role.isHere(system)) {
      return;
    }
    var settings = ClusterSingletonSettings.create(system);
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                    Behaviors.supervise(behavior)
                        .onFailure(SupervisorStrategy.restart().withStopChildren(true)),
                    name)
                .withSettings(
                    NodeRole.areNamed(Cluster.get(system).selfMember())
                        ? settings.withRole(role.word())
                        : settings));
  }
}
