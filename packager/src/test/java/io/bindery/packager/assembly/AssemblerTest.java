package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.assembly.AssemblySettings.Lanes;
import io.bindery.packager.assembly.AssemblySettings.Reads;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/** What is read, in which turn, and what becomes of it. */
class AssemblerTest extends FolderFixture {
  @Test
  void whatWasHashedOnceIsNotReadAgain() throws IOException {
    for (int i = 0; i < 7; i++) {
      put("exp/" + i, "content " + i);
    }
    var first = assemble();
    assertThat(s3.reads).hasValue(7);

    put("exp/3", "changed");
    var second = assemble();

    assertThat(s3.reads).hasValue(8);
    assertThat(second.summary().topHash()).isNotEqualTo(first.summary().topHash());
    assertThat(second.summary().entries()).isEqualTo(7);
  }

  @Test
  void whatS3KeepsTheHashOfIsNotRead() throws IOException {
    s3.put(
        "lab",
        new MemoryS3.Stored(
            "exp/a",
            "v1",
            SdkBytes.fromUtf8String("alpha"),
            true,
            Optional.of("jtP2rWhblZ6tcCJRjhr3bNgW+OjsfM3aHtQBjo8iI/g=")));
    var manifest = assemble();

    assertThat(Files.readString(manifest.path()))
        .contains("\"qoa+dj5B236q4mavx5q0bQI0PF07BdoXHTUa+9JcFSU=\"");
    assertThat(s3.reads).hasValue(0);

    // A hash of hashes of parts is not the hash that is wanted.
    s3.put(
        "lab",
        new MemoryS3.Stored(
            "exp/a",
            "v2",
            SdkBytes.fromUtf8String("alpha"),
            true,
            Optional.of("jtP2rWhblZ6tcCJRjhr3bNgW+OjsfM3aHtQBjo8iI/g=-1")));
    s3.put(
        "lab",
        new MemoryS3.Stored(
            "exp/a", "v1", SdkBytes.fromUtf8String("alpha"), false, Optional.empty()));
    assertThat(assemble().summary().topHash()).isEqualTo(manifest.summary().topHash());
    assertThat(s3.reads).hasValue(1);
  }

  @Test
  void manyPagesMakeOneManifest() throws IOException {
    for (int i = 0; i < 101; i++) {
      s3.put(
          "lab",
          new MemoryS3.Stored(
              "exp/%d".formatted(i), "old", SdkBytes.fromUtf8String("x"), false, Optional.empty()));
      s3.put("lab", "exp/%d".formatted(i), "v" + i, new byte[] {1, 2, 3});
    }

    var summary = assemble().summary();

    assertThat(summary.entries()).isEqualTo(101);
    assertThat(summary.contentBytes()).isEqualTo(303);
  }

  @Test
  void aFolderWithoutObjectsIsAPackageOnlyIfThatIsWanted() throws IOException {
    put("elsewhere/a", "alpha");
    assertThatThrownBy(this::assemble)
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining("There is nothing to package");

    var manifest =
        Assembling.assembler(
                kit.system(), s3, cache, Spool.open(directory), Assembling.allowingEmpty())
            .start(FOLDER)
            .result()
            .toCompletableFuture()
            .join();

    assertThat(Files.readString(manifest.path()).lines()).hasSize(1);
    assertThat(manifest.summary().entries()).isZero();
  }

  @Test
  void badKeysAreLeftOutAndToldIfWanted() throws IOException {
    put("exp/a", "a");
    put("exp/a/b", "a file below a file");
    put("exp//c", "no name");
    put("exp/d", "d");
    var running =
        Assembling.assembler(
                kit.system(),
                s3,
                cache,
                Spool.open(directory),
                Assembling.with(BadKeys.SKIP_AND_REPORT))
            .start(FOLDER);

    var manifest = running.result().toCompletableFuture().join();

    assertThat(manifest.summary().entries()).isEqualTo(2);
    var progress = running.progress().get();
    assertThat(progress.skippedKeys()).containsExactlyInAnyOrder("exp/a/b", "exp//c");
    assertThat(progress.skipped()).isEqualTo(2);
    assertThat(progress.listed()).isEqualTo(2);
    assertThat(progress.listingDone()).isTrue();
    assertThat(progress.doneBytes()).isEqualTo(2);
    assertThat(
            AssemblyProgress.remaining(
                progress.listedBytes(),
                progress.listingDone(),
                progress.doneBytes(),
                progress.rate()))
        .contains(Duration.ZERO);
  }

  @Test
  void aSmallPackagePassesALargeOneAndTheLargeOnesTakeTurns() throws Exception {
    for (int i = 0; i < 9; i++) {
      s3.put("lab", "huge/" + i, "v1", new byte[] {1});
      s3.put("lab", "vast/" + i, "v1", new byte[] {2});
    }
    s3.put("lab", "tiny/a", "v1", new byte[] {3});
    var goOn = new CompletableFuture<Void>();
    s3.firstByte = key -> key.startsWith("huge/") ? goOn : CompletableFuture.completedFuture(null);
    var settings = Assembling.settings(new Lanes(1, 1, 4, 1 << 20), new Reads(1, 4, 2, 8, 1 << 20));
    var assembler = Assembling.assembler(kit.system(), s3, cache, Spool.open(directory), settings);
    try {
      var huge = start(assembler, "huge/");
      await().untilAsserted(() -> assertThat(huge.progress().get().listed()).isGreaterThan(4));
      var vast = start(assembler, "vast/");
      var tiny = start(assembler, "tiny/");

      assertThat(tiny.result().toCompletableFuture().get(10, TimeUnit.SECONDS).summary().entries())
          .isEqualTo(1);
      assertThat(huge.result().toCompletableFuture()).isNotDone();
      assertThat(vast.result().toCompletableFuture()).isNotDone();

      goOn.complete(null);
      assertThat(huge.result().toCompletableFuture().get(10, TimeUnit.SECONDS).summary().entries())
          .isEqualTo(9);
      assertThat(vast.result().toCompletableFuture().get(10, TimeUnit.SECONDS).summary().entries())
          .isEqualTo(9);
    } finally {
      goOn.complete(null);
    }
  }

  private static Running start(Assembler assembler, String folder) {
    return assembler.start(PackageDescription.of(new SourceFolder("lab", folder)));
  }

  @Test
  void afterAStopHalfWayNoFinishedObjectIsReadAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      put("exp/" + i, "content " + i);
    }
    var never = new CompletableFuture<Void>();
    var read = new ConcurrentLinkedQueue<String>();
    s3.firstByte =
        key -> {
          read.add(key);
          return key.compareTo("exp/5") < 0 ? CompletableFuture.completedFuture(null) : never;
        };
    var first = assembler().start(FOLDER);
    await().until(() -> cache.size() == 5);
    first.cancel().run();

    read.clear();
    s3.firstByte =
        key -> {
          read.add(key);
          return CompletableFuture.completedFuture(null);
        };
    assertThat(assemble().summary().entries()).isEqualTo(10);

    assertThat(read).containsExactlyInAnyOrder("exp/5", "exp/6", "exp/7", "exp/8", "exp/9");
  }

  @Test
  void aCancelledAssemblyEndsSoonAndFreesItsPlace() throws Exception {
    put("exp/a", "content");
    var reading = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    s3.beforeRead =
        () -> {
          reading.countDown();
          awaitQuietly(goOn);
        };
    var assembler = assembler();
    try {
      var first = assembler.start(FOLDER);
      var second = assembler.start(FOLDER);
      var third = assembler.start(FOLDER);
      assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();

      third.cancel().run();
      assertThat(third.result().toCompletableFuture()).isCompletedExceptionally();
      first.cancel().run();

      assertThatThrownBy(() -> first.result().toCompletableFuture().get(5, TimeUnit.SECONDS))
          .hasMessageContaining("The work on the package was stopped.");
      goOn.countDown();
      assertThat(
              second.result().toCompletableFuture().get(10, TimeUnit.SECONDS).summary().entries())
          .isEqualTo(1);
      await().untilAsserted(() -> assertThat(spooled()).hasSize(1));
    } finally {
      goOn.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
