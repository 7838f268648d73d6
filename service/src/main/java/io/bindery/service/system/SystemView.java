package io.bindery.service.system;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A node, and what it knows of its cluster.
 *
 * @param version of Bindery
 * @param akka version of Akka
 * @param java feature version of the Java that runs it
 * @param node its address in the cluster
 * @param startedAt by its own clock
 * @param members of the cluster, the oldest first
 * @param regions where the entities of each kind are; empty if the nodes did not tell it in time
 * @param queues that it reads
 * @param journal how its writes go
 */
public record SystemView(
    String version,
    String akka,
    int java,
    String node,
    Instant startedAt,
    long uptimeSeconds,
    Aws aws,
    List<Member> members,
    List<Region> regions,
    List<Queue> queues,
    Journal journal,
    Pool pool,
    Memory memory) {
  /**
   * Where AWS is.
   *
   * @param endpoint one address for all services, if one is set
   */
  public record Aws(String region, Optional<URI> endpoint) {}

  /**
   * A node of the cluster.
   *
   * @param status such as {@code up}
   * @param self whether it is the node that tells this
   * @param reachable whether the node that tells this can reach it
   * @param leader whether it leads the cluster
   * @param shards how many of all regions are there; absent if that is not known
   */
  public record Member(
      String address,
      String status,
      Set<String> roles,
      boolean self,
      boolean reachable,
      boolean leader,
      Optional<Integer> shards) {}

  /**
   * Where the entities of one kind are.
   *
   * @param name of the kind
   * @param shards that are there
   * @param entities that are awake
   */
  public record Region(String name, int shards, int entities, List<Place> nodes) {}

  /** A part of a region on one node. */
  public record Place(String address, int shards, int entities) {}

  /**
   * A queue.
   *
   * @param name who reads it
   * @param depth messages that wait; absent if SQS did not tell it
   * @param inHand messages that some node has received and not deleted
   * @param delayed messages that were sent to be received later
   * @param oldestAgeSeconds about how long the oldest of those that wait has waited
   * @param readAt when SQS said so
   * @param deadLetters the queue for what cannot be handled
   */
  public record Queue(
      String name,
      String url,
      Optional<Long> depth,
      Optional<Long> inHand,
      Optional<Long> delayed,
      Optional<Double> oldestAgeSeconds,
      Optional<Instant> readAt,
      DeadLetters deadLetters) {}

  /**
   * A queue for what cannot be handled.
   *
   * @param depth messages in it; absent if SQS did not tell it
   */
  public record DeadLetters(String url, Optional<Long> depth) {}

  /**
   * The journal, by this node, since its start.
   *
   * @param writes how many
   * @param events in all of them
   * @param writeMeanSeconds absent before the first
   * @param writeP99Seconds 99 of 100 took no longer
   * @param writeMaxSeconds the longest of the last minutes
   */
  public record Journal(
      long writes,
      long events,
      Optional<Double> writeMeanSeconds,
      Optional<Double> writeP99Seconds,
      Optional<Double> writeMaxSeconds) {}

  /**
   * Connections of this node to the database.
   *
   * @param limit how many it opens at most
   * @param waiting statements that wait for one
   */
  public record Pool(
      Optional<Long> limit, Optional<Long> inUse, Optional<Long> idle, Optional<Long> waiting) {}

  /**
   * The heap of this node.
   *
   * @param limitBytes what it may become
   */
  public record Memory(long usedBytes, long limitBytes) {}
}
