package io.bindery.platform.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.ActorRef;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Vector;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;
import scala.jdk.javaapi.CollectionConverters;

class RoleAllocationTest {
  private static ActorTestKit kit;
  private static ActorTestKit without;

  @BeforeAll
  static void start() {
    kit = kit("router");
    without = kit("exchange");
    var seed = Cluster.get(kit.system()).selfMember().address();
    for (var node : List.of(kit, without)) {
      var cluster = Cluster.get(node.system());
      cluster.manager().tell(Join.create(seed));
      await().atMost(1, TimeUnit.MINUTES).until(() -> isUp(cluster));
    }
    await()
        .atMost(1, TimeUnit.MINUTES)
        .until(() -> isUp(Cluster.get(without.system()), Cluster.get(kit.system())));
  }

  private static ActorTestKit kit(String role) {
    return ActorTestKit.create(
        "RoleAllocationTest",
        ConfigFactory.parseString(
                """
                akka.actor.provider = cluster
                akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                akka.cluster.roles = [%s]
                """
                    .formatted(role))
            .withFallback(ConfigFactory.load()));
  }

  private static boolean isUp(Cluster cluster) {
    return cluster.selfMember().status().equals(MemberStatus.up());
  }

  private static boolean isUp(Cluster node, Cluster seenBy) {
    return StreamSupport.stream(seenBy.state().getMembers().spliterator(), false)
        .anyMatch(
            member ->
                member.address().equals(node.selfMember().address())
                    && member.status().equals(MemberStatus.up()));
  }

  @AfterAll
  static void stop() {
    without.shutdownTestKit();
    kit.shutdownTestKit();
  }

  /** Its node was given up: who asks it to hand them over waits for nothing. */
  @Test
  void shardsOfANodeThatIsNoMemberAreNotMoved() throws Exception {
    var gone = region("akka://RoleAllocationTest@127.0.0.1:1");

    assertThat(moved(Map.of(here(), List.of("1"), gone, List.of("2", "3")))).isEmpty();
  }

  @Test
  void shardsOfANodeWithoutTheRoleAreMoved() throws Exception {
    var other = region(Cluster.get(without.system()).selfMember().address().toString());

    assertThat(moved(Map.of(here(), List.of("1"), other, List.of("2", "3"))))
        .containsExactlyInAnyOrder("2", "3");
  }

  private static java.util.Set<String> moved(Map<ActorRef, List<String>> shards) throws Exception {
    var allocation = new RoleAllocation(NodeRole.ROUTER, 34, 0.34);
    allocation.start(kit.system().classicSystem());
    var now =
        scala.collection.immutable.Map.<ActorRef, IndexedSeq<String>>from(
            CollectionConverters.asScala(
                shards.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            region ->
                                (IndexedSeq<String>)
                                    Vector.from(
                                        CollectionConverters.asScala(region.getValue()))))));
    var none = scala.collection.immutable.Set$.MODULE$.<String>empty();
    return CollectionConverters.asJava(
        Await.result(allocation.rebalance(now, none), Duration.create(10, "s")));
  }

  private static ActorRef here() {
    return akka.actor.typed.javadsl.Adapter.toClassic(kit.createTestProbe().ref());
  }

  private static ActorRef region(String node) {
    return ((ExtendedActorSystem) kit.system().classicSystem())
        .provider()
        .resolveActorRef(node + "/system/sharding/batch");
  }
}
