package io.bindery.exchange.publication;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.exchange.world.Shown;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Publications from a manifest to what is public. */
class PublishTest {
  private static ExchangeWorld world;
  private static Node node;

  @BeforeAll
  static void start() {
    world = new ExchangeWorld();
    node = new Node(world, Map.of());
  }

  @AfterEach
  void nothingThatMustNotHappen() {
    assertThat(world.service().violations()).isEmpty();
    assertThat(world.query("SELECT * FROM exchange_slot")).isEmpty();
    world.service().reset();
  }

  @AfterAll
  static void stop() {
    node.close();
    world.close();
  }

  @Test
  void revisionsAreFilledAndBecomeFinal() {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 50);

    var id = node.publish(world.manifest(dataSet));

    var view = node.await(id, PublicationState.PUBLISHED);
    var revisions = world.revisions(dataSet);
    assertThat(revisions).hasSize(3).allMatch(Shown::finalized);
    assertThat(revisions.stream().flatMap(it -> it.assets().stream())).isEqualTo(keys);
    assertThat(revisions).allMatch(it -> it.comment().contains("[bindery:" + id + "/"));
    assertThat(view.revisions()).hasSize(3);
    assertThat(world.service().calls().get("CreateJob")).isEqualTo(13);
    assertThat(world.query("SELECT * FROM exchange_turn")).isEmpty();

    var again = node.publish(world.manifest(dataSet));
    node.await(again, PublicationState.UNCHANGED);
    assertThat(world.revisions(dataSet)).hasSize(3);
  }
}
