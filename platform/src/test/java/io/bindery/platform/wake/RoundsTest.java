package io.bindery.platform.wake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.cluster.NodeRole;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever becomes of one round, the next one comes. */
class RoundsTest {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static ActorTestKit kit;

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            "RoundsTest",
            ConfigFactory.parseString(
                    """
                    akka.actor.provider = cluster
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                    """)
                .withFallback(ConfigFactory.load()));
    var cluster = Cluster.get(kit.system());
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void aRoundThatThrowsFailsOrIsNoneIsFollowedByTheNext() {
    var rounds = new AtomicInteger();
    Rounds.start(
        kit.system(),
        NodeRole.ROUTER,
        "rounds",
        PAUSE,
        () ->
            switch (rounds.incrementAndGet()) {
              case 1 -> throw new IllegalStateException("it throws");
              case 2 -> CompletableFuture.failedFuture(new IllegalStateException("it fails"));
              case 3 -> nothing();
              default -> CompletableFuture.completedFuture(Done.done());
            });
    await().until(() -> rounds.get() >= 6);
  }

  @Test
  void aSweepThatThrowsAndAnEntityThatCannotBeWokenKeepNoOtherAsleep() {
    var sweeps = new AtomicInteger();
    Set<String> woken = ConcurrentHashMap.newKeySet();
    Sweeper.start(
        kit.system(),
        NodeRole.ROUTER,
        "sweeper",
        PAUSE,
        10,
        (now, limit) -> {
          if (sweeps.incrementAndGet() % 2 == 1) {
            throw new IllegalStateException("the table cannot be read");
          }
          return CompletableFuture.completedFuture(List.of("first", "bad", "last"));
        },
        entity -> {
          if (entity.equals("bad")) {
            throw new IllegalArgumentException("there is no such entity");
          }
          woken.add(entity);
        });
    await().until(() -> sweeps.get() >= 5);
    assertThat(woken).containsExactlyInAnyOrder("first", "last");
  }

  private static CompletionStage<Done> nothing() {
    return null;
  }
}
