package io.bindery.packager.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.LocalAws;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/**
 * The indexes take no more disk, read no more manifests at once, and keep no more waiting than is
 * set.
 */
class ManifestIndexesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ENTRIES = 5_000;
  private static final int MANIFESTS = 5;

  private static LocalAws local;
  private static AwsClients aws;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    local = LocalAws.startTemporary();
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(local.endpoint())));
    aws.s3().createBucket(r -> r.bucket("registry")).join();
    for (int i = 0; i < MANIFESTS; i++) {
      var text = new StringBuilder("{\"version\": \"v0\"}\n");
      for (int entry = 0; entry < ENTRIES; entry++) {
        text.append(Manifests.line("m%d/file-%05d".formatted(i, entry), entry)).append('\n');
      }
      var key = ".quilt/packages/" + hash(i).value();
      var body = AsyncRequestBody.fromString(text.toString());
      aws.s3().putObject(r -> r.bucket("registry").key(key), body).join();
    }
  }

  @AfterAll
  static void stop() {
    aws.close();
    local.close();
  }

  private static TopHash hash(int number) {
    return new TopHash("%064x".formatted(number + 1));
  }

  private ManifestIndexes indexes(Executor blocking, long bytes, int atOnce) throws IOException {
    return new ManifestIndexes(
        new RegistryReader(aws.s3()), blocking, Spool.open(directory), bytes, atOnce, PATIENCE);
  }

  private static long files(ManifestIndexes indexes, int number) {
    var answer =
        indexes
            .ask("registry", hash(number), index -> index.root().files())
            .toCompletableFuture()
            .orTimeout(60, TimeUnit.SECONDS)
            .join();
    return ((Answer.Known<Long>) answer).value();
  }

  /** What the indexes take of the disk. */
  private long onDisk() throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void theOnesUsedLongestAgoGiveTheirRoom() throws IOException {
    long one;
    try (var indexes = indexes(Runnable::run, 1L << 40, 1)) {
      assertThat(files(indexes, 0)).isEqualTo(ENTRIES);
      one = onDisk();
    }
    assertThat(onDisk()).as("what is left when they are closed").isZero();
    long bytes = 2 * one + one / 2;
    try (var indexes = indexes(Runnable::run, bytes, 1)) {
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < MANIFESTS; i++) {
          assertThat(files(indexes, i)).isEqualTo(ENTRIES);
          assertThat(onDisk()).isLessThanOrEqualTo(bytes);
        }
      }
      // The last two are still there: nothing is read for them.
      aws.s3()
          .deleteObject(r -> r.bucket("registry").key(".quilt/packages/" + hash(4).value()))
          .join();
      assertThat(files(indexes, 4)).isEqualTo(ENTRIES);
      // The first was given up, and is made anew.
      assertThat(files(indexes, 0)).isEqualTo(ENTRIES);
    } finally {
      restore();
    }
    assertThat(onDisk()).isZero();
  }

  private static void restore() {
    var text = new StringBuilder("{\"version\": \"v0\"}\n");
    text.append(Manifests.line("m4/file", 1)).append('\n');
    aws.s3()
        .putObject(
            r -> r.bucket("registry").key(".quilt/packages/" + hash(4).value()),
            AsyncRequestBody.fromString(text.toString()))
        .join();
  }

  @Test
  void oneThatIsLargerThanAllRoomIsRefusedAndLeavesNothing() throws IOException {
    try (var indexes = indexes(Runnable::run, 64 << 10, 1)) {
      assertThatThrownBy(() -> files(indexes, 1))
          .hasCauseInstanceOf(PackagingException.class)
          .hasMessageContaining("bindery.console.index-bytes");
      assertThat(onDisk()).isZero();
    }
  }

  /** What is to be done waits here until the test does it. */
  private static final class ByHand implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }
  }

  @Test
  void soManyAreReadAtOnceAndSoManyWait() throws IOException {
    var byHand = new ByHand();
    try (var indexes = indexes(byHand, 1L << 40, 2)) {
      var asked =
          IntStream.range(0, 2 + 64)
              .mapToObj(
                  i ->
                      indexes
                          .ask("registry", hash(i), index -> index.root().files())
                          .toCompletableFuture())
              .toList();
      assertThat(byHand.tasks).as("manifests that are being read").hasSize(2);
      assertThatThrownBy(() -> indexes.ask("registry", hash(99), index -> index.root().files()))
          .isInstanceOf(PackagingException.class)
          .hasMessageContaining("64 manifests wait to be read for the first time");
      // One that is asked for already waits only once.
      var same =
          indexes.ask("registry", hash(3), index -> index.root().files()).toCompletableFuture();
      byHand.tasks.remove().run();
      // The next one is read, and the first is looked into.
      assertThat(byHand.tasks).hasSize(3);
      while (!byHand.tasks.isEmpty()) {
        byHand.tasks.remove().run();
      }
      for (int i = 0; i < 4; i++) {
        assertThat(((Answer.Known<Long>) asked.get(i).join()).value()).isEqualTo(ENTRIES);
      }
      assertThat(same).isCompleted();
      assertThat(asked.get(40)).isCompletedExceptionally();
      assertThat(asked).allMatch(CompletableFuture::isDone);
    }
  }
}
