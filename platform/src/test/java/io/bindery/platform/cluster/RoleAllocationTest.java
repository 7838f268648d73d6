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
import java.util.stream.Collectors;
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

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            "RoleAllocationTest",
            ConfigFactory.parseString(
                    """
                    akka.actor.provider = cluster
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.cluster.roles = ["router"]
                    """)
                .withFallback(ConfigFactory.load()));
    var cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    await().until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  /** Its node was given up: who asks it to hand them over waits for nothing. */
  @Test
  void shardsOfANodeThatIsNoMemberAreNotMoved() throws Exception {
    var moved = moved(NodeRole.ROUTER, Map.of(here(), List.of("1"), gone(), List.of("2", "3")));

    assertThat(moved).isEmpty();
  }

  private static java.util.Set<String> moved(NodeRole role, Map<ActorRef, List<String>> shards)
      throws Exception {
    var allocation = new RoleAllocation(role, 34, 0.34);
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

  private static ActorRef gone() {
    return ((ExtendedActorSystem) kit.system().classicSystem())
        .provider()
        .resolveActorRef("akka://RoleAllocationTest@127.0.0.1:1/system/sharding/batch");
  }
}
