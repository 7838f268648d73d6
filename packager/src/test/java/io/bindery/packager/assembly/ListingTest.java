package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.world.MemoryS3;
import io.bindery.packager.world.World;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.SourceFolder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

class ListingTest {
  private static final int AT_ONCE = 8;
  private static final List<String> KEYS =
      List.of("a", "a b", "a+b", "a%20b", "a/b", "größe/😀.txt", "q?x=1&y", "#", "\"'<>&", "~");

  private static ActorTestKit kit;
  private static World world;

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
    world = new World();
  }

  @AfterAll
  static void stop() {
    world.close();
    kit.shutdownTestKit();
  }

  private static List<ListedObject> list(
      S3AsyncClient s3, SourceFolder folder, BadKeys badKeys, int atOnce, Integer pageKeys) {
    return new Listing(
            s3,
            DescriptionMode.STRICT,
            new IgnoreFiles(new SmallObjects(s3), PackagePolicies.NONE),
            atOnce,
            pageKeys)
        .pages(folder, badKeys, new Progress(), known -> {})
        .mapConcat(page -> page)
        .runWith(Sink.seq(), kit.system())
        .toCompletableFuture()
        .join();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 1000})
  void everyKeyIsListedOnceWithItsNewestVersion(int pageKeys) {
    var top = "exp" + pageKeys + "/";
    Map<String, String> versions = new HashMap<>();
    for (var key : KEYS) {
      // A file and a folder cannot both be there.
      var name = key.equals("a") ? "f" : key;
      world.put(top + name, "old");
      versions.put(name, world.put(top + name, "newer"));
      world.put(top + "gone " + name, "x");
      world.s3().deleteObject(r -> r.bucket(world.bucket()).key(top + "gone " + name)).join();
    }

    var listed =
        list(world.s3(), new SourceFolder(world.bucket(), top), BadKeys.FAIL, AT_ONCE, pageKeys);

    assertThat(listed).hasSize(KEYS.size());
    assertThat(listed)
        .allSatisfy(
            object -> {
              var location = object.version().location();
              assertThat(location.key()).isEqualTo(top + object.key());
              assertThat(location.versionId()).contains(versions.get(object.key().value()));
              assertThat(object.version().size()).isEqualTo(5);
              assertThat(object.version().etag()).isPresent();
            });
  }

  @Test
  void aBucketWithoutVersionsIsListedSideBySideAsWell() {
    var keys =
        IntStream.range(0, 30)
            .mapToObj(i -> "many/%d/%d/%d".formatted(i % 3, i % 2, i))
            .sorted()
            .toList();
    keys.forEach(
        key ->
            world
                .s3()
                .putObject(
                    r -> r.bucket(world.otherBucket()).key(key), AsyncRequestBody.fromString("x"))
                .join());

    var listed =
        list(world.s3(), new SourceFolder(world.otherBucket(), "many/"), BadKeys.FAIL, AT_ONCE, 4);

    assertThat(listed.stream().map(object -> object.version().location().key()))
        .containsExactlyInAnyOrderElementsOf(keys);
  }

  /** Answers after a while, as S3 does. */
  private static final class SlowS3 extends DelegatingS3AsyncClient {
    final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    private final int millis;

    SlowS3(MemoryS3 behind, int millis) {
      super(behind);
      this.millis = millis;
    }

    @Override
    public CompletableFuture<ListObjectVersionsResponse> listObjectVersions(
        ListObjectVersionsRequest request) {
      calls.incrementAndGet();
      mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
      return CompletableFuture.supplyAsync(
          () -> {
            running.decrementAndGet();
            return super.listObjectVersions(request).join();
          },
          CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
    }
  }

  @Test
  void aLargeFolderIsListedInAFractionOfTheTime() {
    var memory = new MemoryS3();
    for (int i = 0; i < 400; i++) {
      memory.put("lab", "big/%d/%03d".formatted(i / 50, i), "null", new byte[1]);
    }
    var one = new SlowS3(memory, 10);
    var many = new SlowS3(memory, 10);
    var folder = new SourceFolder("lab", "big/");
    // Once before, so that neither of them waits for code to be loaded.
    list(new SlowS3(memory, 0), folder, BadKeys.FAIL, AT_ONCE, null);

    long start = System.nanoTime();
    var inOrder = list(one, folder, BadKeys.FAIL, 1, null);
    long middle = System.nanoTime();
    var mixed = list(many, folder, BadKeys.FAIL, AT_ONCE, null);
    long end = System.nanoTime();

    double ratio = (double) (middle - start) / (end - middle);
    System.out.printf(
        "400 keys in 8 subfolders, pages of 2, 10 ms each: %d requests in %d ms one by one, %d in"
            + " %d ms with %d at once, %.1f times as fast%n",
        one.calls.get(),
        (middle - start) / 1_000_000,
        many.calls.get(),
        (end - middle) / 1_000_000,
        many.mostAtOnce.get(),
        ratio);
    assertThat(mixed).containsExactlyInAnyOrderElementsOf(inOrder).hasSize(400);
    assertThat(one.mostAtOnce).hasValue(1);
    assertThat(many.mostAtOnce.get()).isBetween(2, AT_ONCE);
    assertThat(many.calls.get()).isLessThan(one.calls.get() + 20);
    assertThat(ratio).isGreaterThan(2);
  }

  @Test
  void whatFitsOnAPageIsOneRequest() {
    var memory = new MemoryS3();
    memory.put("lab", "small/a/1", "null", new byte[1]);
    memory.put("lab", "small/b/1", "null", new byte[1]);
    var s3 = new SlowS3(memory, 0);

    assertThat(list(s3, new SourceFolder("lab", "small/"), BadKeys.FAIL, AT_ONCE, null)).hasSize(2);
    assertThat(s3.calls).hasValue(1);
  }

  @Test
  void aFileThatIsAlsoAFolderIsFoundAcrossListings() {
    var memory = new MemoryS3();
    for (int i = 0; i < 4; i++) {
      memory.put("lab", "mix/a/" + i, "null", new byte[1]);
      memory.put("lab", "mix/b/" + i, "null", new byte[1]);
    }
    memory.put("lab", "mix/b", "null", new byte[1]);
    var folder = new SourceFolder("lab", "mix/");

    assertThatThrownBy(() -> list(memory, folder, BadKeys.FAIL, AT_ONCE, null))
        .hasMessageContaining(
            "s3://lab/mix/b is a file and, because of s3://lab/mix/b/0, also a folder");
    assertThat(list(memory, folder, BadKeys.SKIP_AND_REPORT, AT_ONCE, null))
        .extracting(object -> object.key().value())
        .containsExactlyInAnyOrder("a/0", "a/1", "a/2", "a/3", "b");
  }
}
