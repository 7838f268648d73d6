package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Down;
import akka.cluster.typed.JoinSeedNodes;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.state.Ports;
import io.bindery.service.NodeDownedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How a node ends. */
class NodeEndTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static ServiceFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void oneThatTheClusterGivesUpSaysSo() throws Exception {
    int port = Ports.free();
    try (var service = fixture.start("bindery.cluster.port = " + port)) {
      var other =
          ActorSystem.create(
              Behaviors.empty(),
              "bindery",
              ConfigFactory.parseString("bindery.cluster.port = 0\nakka.cluster.jmx.enabled = off")
                  .withFallback(ConfigFactory.load()));
      try {
        var cluster = Cluster.get(other);
        var address = new Address("akka", "bindery", "127.0.0.1", port);
        cluster.manager().tell(new JoinSeedNodes(List.of(address)));
        await().atMost(PATIENCE).until(() -> cluster.state().members().size() == 2);
        cluster.manager().tell(new Down(address));
        assertThatThrownBy(service::awaitEnd)
            .isInstanceOf(NodeDownedException.class)
            .hasMessageContaining("did not reach each other");
      } finally {
        other.terminate();
      }
    }
  }

  @Test
  void oneThatIsStoppedAtOnceDoesNotWaitForWhatHasNotStarted() {
    var regions = (Logger) LoggerFactory.getLogger("akka.cluster.sharding.ShardRegion");
    var warnings = new ListAppender<ILoggingEvent>();
    warnings.start();
    regions.addAppender(warnings);
    try {
      var service = fixture.start("");
      service.close();
      service.awaitEnd();
    } finally {
      regions.detachAppender(warnings);
    }
    assertThat(warnings.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("timed out"));
  }

  /** What looks at the database again and again ends before the database is closed. */
  @Test
  void thatTheDatabaseIsClosedIsNoNewsToANodeThatStops() {
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    var lines = new ListAppender<ILoggingEvent>();
    lines.list = new CopyOnWriteArrayList<>();
    lines.start();
    root.addAppender(lines);
    try {
      for (int stop = 0; stop < 2; stop++) {
        var service = fixture.start("");
        service.close();
        service.awaitEnd();
      }
    } finally {
      root.detachAppender(lines);
    }
    assertThat(lines.list)
        .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> message.contains("Pool has been shut down"));
  }
}
