package io.bindery.packager.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.localaws.storage.StorageGatewayService.Refresh;
import io.bindery.packager.gateway.RefreshView.State;
import io.bindery.packager.world.World;
import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Packages, and the shares that are refreshed for them, by AWS's SDK over HTTP. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FileGatewaysTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static World world;
  private static ActorSystem<?> node;

  @BeforeAll
  static void start() {
    world = new World();
    world.routeGatewayEvents();
    node = world.start(settings());
  }

  private static Map<String, Object> settings() {
    return Map.of(
        "bindery.packager.file-gateway.shares",
        List.of(
            share("A", world.bucket(), "runs/"),
            share("B", world.bucket(), "three/"),
            share("C", world.bucket(), "three/"),
            share("D", world.bucket(), "three/"),
            share("E", world.bucket(), "refused/"),
            share("F", world.bucket(), "killed/"),
            share("G", world.bucket(), "silent/")),
        "bindery.packager.file-gateway.pause",
        "2 s",
        "bindery.packager.file-gateway.timeout",
        "3 s");
  }

  private static Map<String, Object> share(String name, String bucket, String prefix) {
    return Map.of("arn", arn(name), "bucket", bucket, "prefix", prefix);
  }

  private static String arn(String name) {
    return "arn:aws:storagegateway:us-east-1:111122223333:share/share-" + name;
  }

  @AfterEach
  void clear() {
    world.faults().clear();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @Test
  @Order(1)
  void packagesOfOneShareShareItsRefreshes() {
    // Shorter than the pause: it is that which keeps the second call back.
    world.storageGateway().takes(Duration.ofMillis(200));
    packaged("runs/0/");
    await()
        .atMost(PATIENCE)
        .until(() -> !states("A").isEmpty() && !states("A").contains(State.WAITING));
    for (int i = 1; i < 6; i++) {
      join(gateways().refresh(new SourceFolder(world.bucket(), "runs/%d/".formatted(i)), "ada"));
    }
    assertThat(refreshes("A")).hasSize(2);
    await().atMost(PATIENCE).until(() -> states("A").equals(List.of(State.DONE, State.DONE)));
    var calls = taken("A");
    assertThat(calls).hasSize(2).allMatch(Refresh::recursive);
    assertThat(calls.stream().flatMap(call -> call.folders().stream()))
        .containsExactlyInAnyOrder("/0", "/1", "/2", "/3", "/4", "/5");
    assertThat(Duration.between(calls.get(0).started(), calls.get(1).started()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    assertThat(refreshes("A").stream().mapToInt(RefreshView::packages).sum()).isEqualTo(6);
    // What is packaged again unchanged has changed nothing on the share either.
    describe("runs/0/");
    world.awaitJob("runs/0", "unchanged");
    assertThat(refreshes("A")).hasSize(2);
  }

  @Test
  @Order(2)
  void aGatewayIsGivenTwoRefreshesAtOnce() {
    world.storageGateway().takes(Duration.ofMillis(700));
    assertThat(join(gateways().refresh(new SourceFolder(world.bucket(), "three/x/"), "ada")))
        .containsExactly(arn("B"), arn("C"), arn("D"));
    for (var share : List.of("B", "C", "D")) {
      await().atMost(PATIENCE).until(() -> states(share).equals(List.of(State.DONE)));
      assertThat(refreshes(share).get(0).attempts()).isZero();
    }
    assertThat(world.storageGateway().mostAtOnce()).isEqualTo(2);
  }

  @Test
  @Order(3)
  void aRefusalIsToldAndTriedAgain() {
    world.storageGateway().takes(Duration.ofMillis(100));
    world.faults().failRefreshes(2);
    packaged("refused/1/");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(view("E").lastError().orElse("none")).contains("Failed on order"));
    assertThat(refreshes("E").get(0).attempts()).isPositive();
    await().atMost(PATIENCE).until(() -> states("E").equals(List.of(State.DONE)));
    var told = view("E");
    assertThat(told.lastError()).isEmpty();
    assertThat(told.refused()).isPositive();
    assertThat(told.lastErrorAt().orElseThrow()).isBefore(told.lastEndAt().orElseThrow());
    assertThat(told.refreshes())
        .isEqualTo(
            Map.of("waiting", 0L, "running", 0L, "done", 1L, "unconfirmed", 0L, "failed", 0L));
  }

  @Test
  @Order(4)
  void whatWasAskedForOutlivesItsNode() {
    world.storageGateway().takes(Duration.ofMillis(100));
    world.faults().failRefreshes(1_000_000);
    packaged("killed/1/");
    await().atMost(PATIENCE).until(() -> !refreshes("F").isEmpty());
    world.kill(node);
    world.faults().clear();
    node = world.start(settings());
    await().atMost(PATIENCE).until(() -> states("F").equals(List.of(State.DONE)));
    assertThat(taken("F").get(0).folders()).containsExactly("/1");
  }

  @Test
  @Order(5)
  void aGatewayThatDoesNotTellItsEndIsNotWaitedForForEver() {
    world.storageGateway().takes(Duration.ofSeconds(5));
    packaged("silent/1/");
    await().atMost(PATIENCE).until(() -> states("G").equals(List.of(State.UNCONFIRMED)));
    assertThat(refreshes("G").get(0).words().orElse("")).contains("no event told within 3 s");
    assertThat(view("G").lastError().orElse("")).contains("no event told within 3 s");
    assertThat(view("G").lastErrorAt()).isPresent();
    // It tells at last.
    await().atMost(PATIENCE).until(() -> states("G").equals(List.of(State.DONE)));
  }

  private static FileGateways gateways() {
    return world.packager().gateways();
  }

  private static void packaged(String folder) {
    world.put(folder + "a.txt", "content of " + folder);
    describe(folder);
    world.awaitJob(folder.substring(0, folder.length() - 1), "done");
  }

  private static void describe(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s\"}".formatted(world.bucket(), folder));
  }

  private static List<Refresh> taken(String share) {
    return world.storageGateway().taken().stream()
        .filter(call -> call.share().equals(arn(share)))
        .toList();
  }

  private static List<RefreshView> refreshes(String share) {
    return join(gateways()
            .refreshes(Optional.of(arn(share)), Optional.empty(), Optional.empty(), 100))
        .items();
  }

  private static List<State> states(String share) {
    return refreshes(share).stream().map(RefreshView::state).toList();
  }

  private static ShareView view(String share) {
    return join(gateways().shares()).stream()
        .filter(view -> view.arn().equals(arn(share)))
        .findFirst()
        .orElseThrow();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
