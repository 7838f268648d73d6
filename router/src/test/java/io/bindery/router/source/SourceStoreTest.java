package io.bindery.router.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.fixtures.MigratedPostgres;
import io.bindery.localaws.postgres.LocalPostgres;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.ChangeSummary;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of run time, on two nodes with one database. */
class SourceStoreTest {
  private static final Map<String, Object> MINE =
      Map.of("EventPattern", Map.of("source", List.of("x")), "InputPath", "$.detail");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static LocalPostgres postgres;
  private static Node one;
  private static Node two;

  private record Node(ActorSystem<Void> system, SourceRegistry registry, SourceStore store) {
    /** Joins a cluster. */
    Node in(Node first) {
      var cluster = Cluster.get(system);
      cluster.manager().tell(Join.create(Cluster.get(first.system()).selfMember().address()));
      await().atMost(PATIENCE).until(() -> cluster.selfMember().status() == MemberStatus.up());
      return this;
    }

    static Node start() {
      var config = config();
      var system = ActorSystem.<Void>create(Behaviors.empty(), "bindery", config);
      var settings = SourceSettings.from(config, Optional.empty());
      var registry = new SourceRegistry(settings.sources());
      return new Node(system, registry, SourceStore.start(system, registry, settings));
    }

    boolean on(String name) {
      return registry.current().named(name).map(Source::enabled).orElse(false);
    }

    void stop() {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
  }

  @BeforeAll
  static void start() {
    postgres = MigratedPostgres.start();
    one = Node.start();
    one.in(one);
    two = Node.start().in(one);
  }

  @Test
  void storedOnesThatCannotBeUsedAreListedAsBroken() {
    plant(
        "wild",
        "{\"EventPattern\": {\"a\": [{\"wildcard\": \""
            + "*a".repeat(101)
            + "\"}]}, \"InputPath\": \"$.detail\"}");
    plant("garbled", "[");
    plant("well", "{\"EventPattern\": {\"source\": [\"x\"]}, \"InputPath\": \"$.detail\"}");
    await().atMost(PATIENCE).until(() -> one.on("well") && two.on("well"));
    var views =
        one.store()
            .list(Optional.empty(), 100)
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join()
            .items();
    assertThat(views)
        .filteredOn(view -> view.broken().isPresent())
        .extracting(SourceView::name)
        .contains("wild", "garbled");
    assertThat(views)
        .filteredOn(view -> view.name().equals("wild"))
        .singleElement()
        .satisfies(
            view -> {
              assertThat(view.broken().orElseThrow()).contains("100 asterisks");
              assertThat(view.enabled()).isFalse();
            });
    assertThat(one.on("wild")).isFalse();
    for (var name : List.of("wild", "garbled", "well")) {
      one.store().remove(name, OptionalLong.empty(), "ada").toCompletableFuture().join();
    }
  }

  private static void plant(String name, String definition) {
    var tables = Tables.of(one.system());
    tables
        .update(
            "INSERT INTO event_source VALUES ($1, 1, $2, 'an earlier build', now())",
            statement -> statement.bind(0, name).bind(1, definition))
        .thenCompose(
            done ->
                tables.update("UPDATE event_source_revision SET revision = revision + 1", it -> it))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @AfterAll
  static void stop() {
    one.stop();
    two.stop();
    postgres.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"edp", "health-omics", "ro-crate"})
  void aSwitchIsInForceHereAtOnceAndOnTheOtherNodeWithinTwoSeconds(String source) {
    join(one.store().enable(source, true, OptionalLong.empty(), "ada"));
    assertThat(one.on(source)).isTrue();
    await().atMost(Duration.ofSeconds(2)).until(() -> two.on(source));
    var later = Node.start();
    assertThat(later.on(source)).isTrue();
    later.stop();
    join(two.store().remove(source, OptionalLong.empty(), "bob"));
    await().atMost(Duration.ofSeconds(2)).until(() -> !one.on(source));
    assertThat(join(one.store().history(source, Optional.empty(), 10)).items())
        .extracting(ChangeSummary::changedBy)
        .containsExactly("bob", "ada");
  }

  @Test
  void oneOfTheConfigurationComesBackAndOneThatWasAddedIsGone() {
    join(one.store().enable("in-file", false, OptionalLong.empty(), "ada"));
    assertThat(one.on("in-file")).isFalse();
    assertThat(one.registry().current().named("in-file")).isPresent();
    join(one.store().remove("in-file", OptionalLong.empty(), "ada"));
    assertThat(one.on("in-file")).isTrue();
    join(one.store().set("added", MINE, OptionalLong.of(0), "ada"));
    assertThat(join(one.store().remove("added", OptionalLong.of(1), "ada")))
        .isEqualTo(new ChangeOutcome.Gone<>(2));
    assertThat(join(one.store().remove("added", OptionalLong.empty(), "ada")))
        .isEqualTo(new ChangeOutcome.NotSet<>());
    assertThat(join(one.store().enable("added", true, OptionalLong.empty(), "ada")))
        .isEqualTo(new ChangeOutcome.NotSet<>());
  }

  @Test
  void ofChangesThatExpectTheSameVersionOneIsTaken() {
    var outcomes =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    (i % 2 == 0 ? one : two)
                        .store()
                        .set("raced", MINE, OptionalLong.of(0), "actor-" + i))
            .map(SourceStoreTest::join)
            .toList();
    assertThat(outcomes).filteredOn(ChangeOutcome.Changed.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(new ChangeOutcome.OtherVersion<>(1)::equals).hasSize(5);
  }

  @Test
  void whatIsNotAllowedIsRefused() {
    assertThatThrownBy(
            () -> one.store().set("ro-crate", Map.of("quite", "1 s"), OptionalLong.empty(), "ada"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("there are enabled, quiet, max-wait");
    assertThatThrownBy(
            () ->
                one.store().set("ro-crate", Map.of("quiet", "8 days"), OptionalLong.empty(), "ada"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("source.quiet");
    assertThatThrownBy(
            () ->
                SourceSettings.from(
                    ConfigFactory.parseString("bindery.router.sources.packager-queue-url = \"\"")
                        .withFallback(config()),
                    Optional.empty()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("source in-file is switched on: name the packager's queue");
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static Config config() {
    return ConfigFactory.load(
        ConfigFactory.parseString(
                """
                bindery.router.sources {
                  packager-queue-url = "http://localhost/1/packager"
                  custom = [{ name = in-file, EventPattern { source = ["a"] }, InputPath = "$.detail" }]
                }
                bindery.database { host = "%s", port = %d, name = "%s", user = "%s", password = "%s",
                  ssl = off, pool-size = 4 }
                bindery.cluster.port = 0
                akka.cluster.jmx.multi-mbeans-in-same-jvm = on
                """
                    .formatted(
                        postgres.host(),
                        postgres.port(),
                        postgres.database(),
                        postgres.user(),
                        postgres.password()))
            .withFallback(ConfigFactory.parseResourcesAnySyntax("application")));
  }
}
