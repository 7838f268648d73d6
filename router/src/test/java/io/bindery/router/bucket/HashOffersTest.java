package io.bindery.router.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.receptionist.Receptionist;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.bucket.HashOffers.Offer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whichever node offers an object, the same one hashes it. */
class HashOffersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BUCKET = "lab-data";
  private static final int KEYS = 100;

  private static final List<ActorTestKit> NODES = new ArrayList<>();

  /** Who was offered each key, by the prefix it came with. */
  private final Map<String, Map<String, String>> offered = new ConcurrentHashMap<>();

  @BeforeAll
  static void start() {
    for (int i = 0; i < 2; i++) {
      var node =
          ActorTestKit.create(
              "HashOffersTest",
              ConfigFactory.parseString(
                      """
                      akka.actor.provider = cluster
                      akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                      akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                      """)
                  .withFallback(ConfigFactory.load()));
      NODES.add(node);
      var cluster = Cluster.get(node.system());
      cluster
          .manager()
          .tell(Join.create(Cluster.get(NODES.get(0).system()).selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status().equals(MemberStatus.up()));
    }
  }

  @AfterAll
  static void stop() {
    NODES.forEach(node -> ActorTestKit.shutdown(node.system(), PATIENCE));
    NODES.clear();
  }

  @Test
  void aKeyIsOfferedToTheSameOneByAllNodes() {
    for (int i = 0; i < NODES.size(); i++) {
      var hasher = hasher(NODES.get(i), "hasher-" + i);
      NODES
          .get(i)
          .system()
          .receptionist()
          .tell(Receptionist.register(AheadMessage.key(BUCKET), hasher));
    }
    for (int i = 0; i < NODES.size(); i++) {
      var node = NODES.get(i);
      await().atMost(PATIENCE).until(() -> known(node).size() == NODES.size());
      offer(node, known(node), "node-" + i + "/");
    }

    var first = received("node-0/");

    assertThat(received("node-1/")).isEqualTo(first);
    assertThat(Set.copyOf(first.values())).containsExactlyInAnyOrder("hasher-0", "hasher-1");
  }

  @Test
  void whenOneMoreHashesMostKeysStayWhereTheyAre() {
    var node = NODES.get(0);
    var hashers = new ArrayList<ActorRef<AheadMessage>>();
    for (int i = 0; i < 3; i++) {
      hashers.add(hasher(node, "of-many-" + i));
    }
    offer(node, hashers, "before/");
    hashers.add(hasher(node, "new"));
    Collections.reverse(hashers);
    offer(node, hashers, "after/");

    var before = received("before/");
    var after = received("after/");

    assertThat(Set.copyOf(before.values())).hasSize(3);
    assertThat(after).containsValue("new");
    after.values().removeIf("new"::equals);
    assertThat(after.size()).isGreaterThan(KEYS / 2);
    assertThat(before).containsAllEntriesOf(after);
  }

  /** Takes note of what it is offered. */
  private ActorRef<AheadMessage> hasher(ActorTestKit node, String name) {
    return node.spawn(
        Behaviors.receiveMessage(
            message -> {
              var objects = (RecordedObjects) message;
              objects
                  .objects()
                  .forEach(
                      object ->
                          offered
                              .computeIfAbsent(
                                  objects.prefix(), prefix -> new ConcurrentHashMap<>())
                              .put(object.key(), name));
              return Behaviors.same();
            }));
  }

  private static Set<ActorRef<AheadMessage>> known(ActorTestKit node) {
    var key = AheadMessage.key(BUCKET);
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            node.system().receptionist(),
            to -> Receptionist.find(key, to),
            PATIENCE,
            node.system().scheduler())
        .toCompletableFuture()
        .join()
        .getServiceInstances(key);
  }

  private static void offer(
      ActorTestKit node, Collection<ActorRef<AheadMessage>> hashers, String prefix) {
    var offers = new HashOffers(node.system());
    offers.to(hashers);
    var all = new ArrayList<Offer>();
    for (int i = 0; i < KEYS; i++) {
      all.add(new Offer(event("runs/42/%03d.fastq".formatted(i)), prefix, i));
    }
    offers.send(BUCKET, all, Collections.nCopies(KEYS, Optional.empty()));
  }

  private static ObjectEvent event(String key) {
    return new ObjectEvent(
        ObjectEvent.Kind.CREATED,
        BUCKET,
        key,
        Optional.of("v1"),
        1,
        Optional.of("e"),
        Optional.of("0001"),
        Instant.parse("2026-01-01T00:00:00Z"),
        "PutObject");
  }

  private Map<String, String> received(String prefix) {
    await().atMost(PATIENCE).until(() -> offered.getOrDefault(prefix, Map.of()).size() == KEYS);
    return new TreeMap<>(offered.get(prefix));
  }
}
