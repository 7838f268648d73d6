package io.bindery.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.Join;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is said of a node that was given up while it started. */
class NodeEndReasonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ActorSystem<Void> node() {
    return ActorSystem.create(
        Behaviors.empty(),
        "bindery",
        ConfigFactory.parseString("bindery.cluster.port = 0\nakka.cluster.jmx.enabled = off")
            .withFallback(ConfigFactory.load()));
  }

  @Test
  void aStartThatFailsAfterTheClusterGaveTheNodeUpSaysSo() {
    var failure = new IllegalStateException("materializer has been shutdown");
    var system = node();
    try {
      assertThat(NodeEnd.ofStart(system, failure)).isSameAs(failure);
      var cluster = Cluster.get(system);
      var self = cluster.selfMember().address();
      cluster.manager().tell(Join.create(self));
      await().atMost(PATIENCE).until(() -> cluster.state().members().iterator().hasNext());
      cluster.manager().tell(new Down(self));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(NodeEnd.ofStart(system, failure))
                      .isInstanceOf(NodeDownedException.class)
                      .hasMessageContaining("did not reach each other")
                      .hasCause(failure));
    } finally {
      system.terminate();
    }
  }
}
