package io.bindery.platform.queue;

import static io.bindery.platform.queue.QueueFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OpenReceivesTest {
  private static final int MOST = 4;

  private static ActorTestKit kit;

  private final Queue<OpenReceives.Place> open = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local")
                .withFallback(ConfigFactory.load()));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private static OpenReceives of(Duration patience) {
    return new OpenReceives(kit.system(), "test", MOST, patience);
  }

  /** Six receivers, more than may call, want to. */
  private OpenReceives wanted(Duration patience) {
    var receives = of(patience);
    IntStream.range(0, MOST + 2).forEach(i -> want(receives));
    return receives;
  }

  private void want(OpenReceives receives) {
    var unused = receives.place().thenAccept(open::add);
  }

  private void brings(OpenReceives receives, int messages) {
    var place = open.remove();
    place.made();
    place.brought(messages);
    want(receives);
  }

  @Test
  void oneIsOpenUntilOneComesBackFullAndAgainAfterOneComesBackEmpty() {
    var receives = wanted(Duration.ofMinutes(5));
    assertThat(open).hasSize(1);
    brings(receives, 10);
    assertThat(open).hasSize(2);
    brings(receives, 10);
    assertThat(open).hasSize(MOST);
    brings(receives, 10);
    assertThat(open).hasSize(MOST);

    brings(receives, 0);
    assertThat(open).hasSize(MOST - 1);
    brings(receives, 0);
    brings(receives, 0);
    assertThat(open).hasSize(1);
    brings(receives, 0);
    assertThat(open).hasSize(1);
  }

  @Test
  void aFewMessagesThatWereThereAreASignOfMore() {
    var receives = wanted(Duration.ofMinutes(5));
    for (int expected : List.of(2, 3, MOST, MOST)) {
      brings(receives, 3);
      assertThat(open).hasSize(expected);
    }
  }

  @Test
  void oneThatFailsOrIsNotMadeMakesRoomForAnother() {
    var receives = wanted(Duration.ofMinutes(5));
    for (int i = 0; i < 10; i++) {
      var place = open.remove();
      place.givenUp();
      place.givenUp();
      want(receives);
      assertThat(open).hasSize(1);
    }
  }

  @Test
  void oneThatHangsKeepsNobodyForLong() {
    var receives = of(Duration.ofMillis(50));
    want(receives);
    want(receives);
    eventually().until(() -> open.size() == 2);
    var hung = open.remove();
    want(receives);
    eventually().until(() -> open.size() == 2);
    hung.brought(0);
    assertThat(open).as("what was given up is not counted twice").hasSize(2);
  }
}
