package io.bindery.exchange.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.manifest.Problem;
import io.bindery.exchange.plan.Destination;
import io.bindery.exchange.plan.Planner;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.prepare.PlanRows;
import io.bindery.exchange.prepare.Preparation.Prepared;
import io.bindery.exchange.prepare.Preparer;
import io.bindery.exchange.world.CountedS3;
import io.bindery.exchange.world.ExchangeWorld;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.manifest.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;

/** Many objects are looked at by listings, and found to be what a request for each would tell. */
class ManyObjectsTest {
  private static final int OBJECTS = 1_200;
  private static final String NEIGHBOUR = "-neighbour";

  @TempDir private static Path directory;

  private static ExchangeWorld world;
  private static ActorSystem<Void> system;
  private static ExchangeSettings settings;
  private static Spool spool;

  @BeforeAll
  static void start() throws IOException {
    world = new ExchangeWorld();
    var config = world.settings(Map.of());
    system = ActorSystem.create(Behaviors.empty(), "many-objects", config);
    settings = ExchangeSettings.from(config);
    spool = Spool.open(directory);
  }

  @AfterAll
  static void stop() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    world.close();
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static String digest(S3AsyncClient s3, String manifest) throws Exception {
    try (var plan =
        new Planner(s3, settings.plan(), spool)
            .plan(() -> new ByteArrayInputStream(manifest.getBytes(UTF_8)))) {
      assertThat(plan.summary().assets()).isPositive();
      return plan.summary().digest();
    }
  }

  private static List<String> problems(S3AsyncClient s3, String manifest) {
    var problems = new ArrayList<String>();
    assertThatExceptionOfType(InvalidPublicationException.class)
        .isThrownBy(() -> digest(s3, manifest))
        .satisfies(e -> e.problems().stream().map(Problem::toString).forEach(problems::add));
    return problems;
  }

  /** In any order, with neighbours that are not meant, other versions, and names of all kinds. */
  @Test
  void listingsTellWhatRequestsForEachTell() throws Exception {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("seed " + seed);
    var dataSet = world.dataSet();
    var keys = new ArrayList<>(world.put(dataSet, OBJECTS));
    for (var name : List.of("ö", "\uFFFD", "😀", "a b+c%20", "!", "0", "zz/deep/er", "&<x>")) {
      keys.add(dataSet + "/" + name);
      world.put(dataSet + "/" + name, name).join();
      world.put(dataSet + "/" + name + NEIGHBOUR, "another").join();
    }
    world.put(keys.get(7), "written again").join();
    Collections.shuffle(keys, new Random(seed));
    var manifest = world.manifest(dataSet, Optional.empty(), keys);

    var counted = new CountedS3(world.aws().s3());
    long began = System.nanoTime();
    var listed = digest(counted, manifest);
    long between = System.nanoTime();
    var single = new CountedS3(world.aws().s3(), ListObjectVersionsRequest.class);
    assertThat(digest(single, manifest)).isEqualTo(listed);
    System.out.printf(
        "%,d objects: %,d ms with %d pages and %d requests, %,d ms with %d requests%n",
        keys.size(),
        (between - began) / 1_000_000,
        counted.count(ListObjectVersionsRequest.class),
        counted.count(HeadObjectRequest.class),
        (System.nanoTime() - between) / 1_000_000,
        single.count(HeadObjectRequest.class));

    assertThat(single.count(HeadObjectRequest.class)).isEqualTo(keys.size());
    assertThat(counted.count(ListObjectVersionsRequest.class)).isLessThan(10);
    assertThat(counted.count(HeadObjectRequest.class)).isLessThan(30);
  }

  @Test
  void whatIsGoneIsToldAsByRequestsForEach() {
    var dataSet = world.dataSet();
    var keys = new ArrayList<>(world.put(dataSet, 100));
    world.delete(keys.get(50));
    world.put(keys.get(60), "").join();
    world.delete(keys.get(60));
    world.put(keys.get(60), "back again").join();
    keys.add(30, dataSet + "/000030.txt.none");
    var manifest = world.manifest(dataSet, Optional.empty(), keys);

    var told = problems(world.aws().s3(), manifest);

    assertThat(told)
        .hasSize(2)
        .isEqualTo(
            problems(new CountedS3(world.aws().s3(), ListObjectVersionsRequest.class), manifest));
    assertThat(told.get(0)).contains("000030.txt.none does not exist");
    assertThat(told.get(1)).contains("000050.txt does not exist");
  }

  /** Pages that tell of few objects are not asked for on and on. */
  @Test
  void objectsThatLieFarApartAreAskedForOneByOne() throws Exception {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 2_000);
    var few = new ArrayList<String>();
    for (int i = 0; i < keys.size(); i += 100) {
      few.add(keys.get(i));
    }
    var counted = new CountedS3(world.aws().s3());
    digest(counted, world.manifest(dataSet, Optional.empty(), few));
    assertThat(counted.count(ListObjectVersionsRequest.class)).isEqualTo(1);
    assertThat(counted.count(HeadObjectRequest.class)).isBetween(few.size() - 10, few.size());
  }

  @Test
  void whatChangedSinceThePlanIsFoundByListings() {
    var dataSet = world.dataSet();
    var keys = world.put(dataSet, 200);
    var s3 = world.aws().s3();
    s3.putObject(
            request -> request.bucket(world.bucket()).key("manifest.json"),
            AsyncRequestBody.fromString(world.manifest(dataSet, Optional.empty(), keys)))
        .join();
    var preparer = Preparer.start(system, s3, settings.plan(), Destination.UNSEEN, spool, 1);
    var prepared =
        (Prepared)
            done(
                preparer.prepare(
                    "changed",
                    new ManifestRef.InBucket(
                        world.bucket(), "manifest.json", Optional.empty(), Optional.empty())));
    var counted = new CountedS3(s3);
    var comparing = new Comparing(system, counted, new PlanRows(Tables.of(system)), 8);
    assertThat(done(comparing.compare("changed", prepared.plan(), 0)))
        .isEqualTo(new Result.Compared(List.of()));
    assertThat(counted.count(HeadObjectRequest.class)).isLessThan(5);

    // Another version with the same content is another object all the same.
    world.put(keys.get(20), "of " + keys.get(20)).join();
    world.delete(keys.get(40));
    var changed = (Result.Compared) done(comparing.compare("changed", prepared.plan(), 0));
    assertThat(changed.changed())
        .containsExactlyInAnyOrder(
            "s3://%s/%s".formatted(world.bucket(), keys.get(20)),
            "s3://%s/%s (it is gone)".formatted(world.bucket(), keys.get(40)));
    var denied = new CountedS3(s3, ListObjectVersionsRequest.class);
    assertThat(
            done(
                new Comparing(system, denied, new PlanRows(Tables.of(system)), 8)
                    .compare("changed", prepared.plan(), 0)))
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(changed);
  }
}
