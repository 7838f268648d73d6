package io.bindery.service.cluster;

import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import io.bindery.service.ServiceStartException;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for those who run the cluster: health, members, figures, and the questions of nodes that
 * look for each other. It is apart from the API's, so that a crowd there does not end the node; it
 * asks for no token and takes no orders.
 */
public final class Management {
  private static final Logger log = LoggerFactory.getLogger(Management.class);

  private Management() {}

  /**
   * Listens, if a port is set; the shutdown of the system ends it.
   *
   * @throws ServiceStartException if the port cannot be had
   */
  public static void open(ActorSystem<?> system, ManagementSettings settings) {
    settings.port().ifPresent(port -> open(system, settings.host(), port));
  }

  private static void open(ActorSystem<?> system, String host, int port) {
    try {
      AkkaManagement.get(system.classicSystem()).start().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ServiceStartException(
          ("Port %d on %s cannot be opened for management: it is in use, or the address is not this"
                  + " machine's. Set bindery.management.port and bindery.management.host, or"
                  + " bindery.management.port = off.")
              .formatted(port, host),
          e);
    }
    log.info("management at http://{}:{}/ready, /alive, /metrics and /cluster/members", host, port);
  }

  /** Looks for the other nodes by Kubernetes, and joins them. */
  public static void bootstrap(ActorSystem<?> system) {
    ClusterBootstrap.get(system.classicSystem()).start();
  }
}
