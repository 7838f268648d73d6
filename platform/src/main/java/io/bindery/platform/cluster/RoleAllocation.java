package io.bindery.platform.cluster;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.Member;
import akka.cluster.sharding.ShardCoordinator.ActorSystemDependentAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy$;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.stream.StreamSupport;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Set;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Gives shards to nodes of one role only, evenly. Every node takes part in the sharding itself, and
 * any may decide: Akka's own roles would make two clusters out of nodes that name roles and those
 * of a version before, which name none, and each would have every entity.
 */
final class RoleAllocation implements ActorSystemDependentAllocationStrategy {
  private final NodeRole role;
  private final int atOnce;
  private final ShardAllocationStrategy even;
  private Cluster cluster;

  /**
   * @param atOnce how many shards are moved in one round at most
   * @param share which part of all shards is moved in one round at most
   */
  RoleAllocation(NodeRole role, int atOnce, double share) {
    this.role = role;
    this.atOnce = atOnce;
    this.even = ShardAllocationStrategy$.MODULE$.leastShardAllocationStrategy(atOnce, share);
  }

  @Override
  public void start(ActorSystem system) {
    cluster = Cluster.get(system);
    ((ActorSystemDependentAllocationStrategy) even).start(system);
  }

  @Override
  public Future<ActorRef> allocateShard(
      ActorRef requester,
      String shardId,
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> now) {
    var homes = homes(now);
    // Without a node of the role nobody answers; regions ask again, and keep what is for it.
    return homes.isEmpty()
        ? Promise.<ActorRef>apply().future()
        : even.allocateShard(requester, shardId, scalaMap(homes));
  }

  @Override
  public Future<Set<String>> rebalance(
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> now, Set<String> moving) {
    var homes = homes(now);
    if (homes.isEmpty()) {
      return Future.successful(scalaSet(java.util.Set.of()));
    }
    var astray = astray(now);
    return !astray.isEmpty() && moving.isEmpty()
        ? Future.successful(scalaSet(astray))
        : even.rebalance(scalaMap(homes), moving);
  }

  /**
   * Shards of nodes without the role: a node of a version before roles put them there. Not those of
   * a node that is no member any more: they have a new home soon, and nobody is there to hand them
   * over. To ask for that would keep them without a home for as long as a hand-over may take.
   */
  private java.util.Set<String> astray(
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> now) {
    var members = members();
    var astray = new LinkedHashSet<String>();
    CollectionConverters.asJava(now)
        .forEach(
            (region, shards) -> {
              var member = members.get(address(region));
              if (member != null && !NodeRole.of(member).contains(role)) {
                CollectionConverters.asJava(shards).stream()
                    .limit(Math.max(0, atOnce - astray.size()))
                    .forEach(astray::add);
              }
            });
    return astray;
  }

  private Map<ActorRef, IndexedSeq<String>> homes(
      scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> now) {
    var members = members();
    var homes = new HashMap<ActorRef, IndexedSeq<String>>();
    CollectionConverters.asJava(now)
        .forEach(
            (region, shards) -> {
              var member = members.get(address(region));
              if (member != null && NodeRole.of(member).contains(role)) {
                homes.put(region, shards);
              }
            });
    return homes;
  }

  private Map<Address, Member> members() {
    var members = new HashMap<Address, Member>();
    StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .forEach(member -> members.put(member.address(), member));
    return members;
  }

  private Address address(ActorRef region) {
    var address = region.path().address();
    return address.hasLocalScope() ? cluster.selfAddress() : address;
  }

  private static scala.collection.immutable.Map<ActorRef, IndexedSeq<String>> scalaMap(
      Map<ActorRef, IndexedSeq<String>> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }

  private static Set<String> scalaSet(java.util.Set<String> set) {
    return Set.from(CollectionConverters.asScala(set));
  }
}
