package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.AssemblySettings.Lanes;
import io.bindery.packager.assembly.AssemblySettings.Reads;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.FullDisk;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

class AssemblerTest {
  private static final ActorTestKit kit =
      ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  private static final PackageDescription FOLDER =
      PackageDescription.of(new SourceFolder("lab", "exp/"));

  @TempDir Path directory;

  private final MemoryS3 s3 = new MemoryS3();
  private final MapCache cache = new MapCache();

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  private Assembler assembler() throws IOException {
    return assembler(Spool.open(directory));
  }

  private Assembler assembler(Spool spool) {
    return assembler(spool, "[]");
  }

  /** With these policies. */
  private Assembler assembler(Spool spool, String policies) {
    return Assembling.assembler(
        kit.system(),
        s3,
        cache,
        spool,
        Assembling.PLAIN,
        PackagePolicies.from(
            Settings.at(ConfigFactory.parseString("packager.policies = " + policies), "packager")));
  }

  private AssembledManifest assemble() throws IOException {
    return assembler().start(FOLDER).result().toCompletableFuture().join();
  }

  private void put(String key, String content) {
    s3.put("lab", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  private static void isPassing(Throwable failure, String message) {
    assertThat(Failures.root(failure))
        .isInstanceOfSatisfying(PackagingException.class, it -> assertThat(it.isPassing()).isTrue())
        .hasMessage(message);
  }

  private static void isLasting(Throwable failure) {
    assertThat(Failures.root(failure))
        .isInstanceOfSatisfying(
            PackagingException.class, it -> assertThat(it.isPassing()).isFalse());
  }

  private List<String> keys(String policies) throws IOException {
    var manifest =
        assembler(Spool.open(directory), policies)
            .start(FOLDER)
            .result()
            .toCompletableFuture()
            .join();
    var key = Pattern.compile("\"logical_key\": \"([^\"]*)\"");
    return key.matcher(Files.readString(manifest.path()))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void whatThePolicyOrTheIgnoreFileExcludesIsNotEvenRead() throws IOException {
    put("exp/.quiltignore", "*.tmp\nlogs\n!keep.tmp\n");
    put("exp/a.txt", "a");
    put("exp/b.tmp", "b");
    put("exp/keep.tmp", "k");
    put("exp/logs/1/x.log", "l");
    put("exp/raw/1.bin", "r");
    put("exp/raw//broken", "a key that no package can hold");

    assertThatThrownBy(() -> keys("[]")).satisfies(AssemblerTest::isLasting);
    s3.remove("lab", "exp/raw//broken");
    assertThat(keys("[]")).hasSize(6);
    put("exp/raw//broken", "a key that no package can hold");
    int before = s3.reads.get();
    assertThat(keys("[{bucket = lab, exclude = [\"**/x.log\", raw], ignore-file = quilt}]"))
        .containsExactly(".quiltignore", "a.txt");
    assertThat(s3.reads).hasValue(before + 1);
    assertThat(keys("[{bucket = lab, exclude = raw, ignore-file = gitignore}]"))
        .containsExactly(".quiltignore", "a.txt", "keep.tmp");
    s3.remove("lab", "exp/raw//broken");
    assertThat(keys("[{bucket = lab, prefix = \"other/**\", exclude = raw}]")).hasSize(6);
    assertThat(keys("[{bucket = lab, prefix = \"e*\", exclude = raw}]")).hasSize(5);
  }

  private String header(String policies, String description) throws IOException {
    var manifest =
        assembler(Spool.open(directory), "[{bucket = lab, " + policies + "}]")
            .start(PackageDescription.parse(description))
            .result()
            .toCompletableFuture()
            .join();
    return Files.readAllLines(manifest.path()).get(0);
  }

  @Test
  void metadataIsMergedFromWeakestToStrongest() throws IOException {
    var policy =
        """
        match = "(?P<project>[^/]+)/", metadata { a = "t{group.project}", b = t, c = t, d = t, deep { x = [1, "{package}"] } },
        metadata-files = [m.yaml, m.csv, none.json], ro-crate = on
        """;
    var description = "{\"source_prefix\": \"s3://lab/exp/\", \"metadata\": {\"d\": 4}}";
    put("exp/m.yaml", "b: 2\nc: 2\nd: 2\n");
    put("exp/m.csv", "c,d\n3,3\n");
    assertThat(header(policy, description))
        .contains(
            "\"user_meta\": {\"a\": \"texp\", \"b\": 2, \"c\": \"3\", \"d\": 4,"
                + " \"deep\": {\"x\": [1, \"package/exp\"]}}");

    put(
        "exp/ro-crate-metadata.json",
        "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}},"
            + " {\"@id\": \"./\", \"name\": \"Run\"}]}");
    assertThat(header("ro-crate = on", description))
        .contains("\"user_meta\": {\"ro_crate\": {\"name\": \"Run\"}, \"d\": 4}");
    assertThat(header("ro-crate = off", "{\"source_prefix\": \"s3://lab/exp/\"}"))
        .contains("\"user_meta\": null");
  }

  /** A file that is written with many blanks says less than it weighs. */
  @Test
  void metadataIsMeasuredByTheRecordItMakesAndNotByItsFile() throws IOException {
    var description =
        "{\"source_prefix\": \"s3://lab/exp/\", \"metadata_uri\": \"s3://lab/exp/meta.json\"}";
    put("exp/meta.json", spaced(900_000, 300_000));
    assertThat(header("ro-crate = off", description)).hasSizeBetween(900_000, 1_000_000);
    put("exp/meta.json", spaced(1_000_000, 0));
    assertThatThrownBy(() -> header("ro-crate = off", description))
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining("more than the 1000000 allowed");

    // Of a crate the summary is kept, whatever else is in it.
    put(
        "exp/ro-crate-metadata.json",
        "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": {\"@id\": \"./\"}},"
            + " {\"@id\": \"./\", \"name\": \"Run\"},"
            + " {\"@id\": \"#task\", \"x\": \""
            + "x".repeat(2_000_000)
            + "\"}]}");
    assertThat(header("ro-crate = on", "{\"source_prefix\": \"s3://lab/exp/\"}"))
        .contains("\"user_meta\": {\"ro_crate\": {\"name\": \"Run\"}}");
  }

  /** Metadata of so many characters, in a file with so many blanks. */
  private static String spaced(int characters, int blanks) {
    return "{\n  \"text\":%s\"%s\"\n}".formatted(" ".repeat(blanks), "x".repeat(characters));
  }

  @Test
  void brokenMetadataFailsTheJobWithFileAndLine() {
    var description = "{\"source_prefix\": \"s3://lab/exp/\"}";
    put("exp/m.yaml", "a: 1\nb: [\n");
    put("exp/ro-crate-metadata.json", "{}");
    assertThatThrownBy(() -> header("metadata-files = [m.yaml]", description))
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining("The metadata file s3://lab/exp/m.yaml is broken: line 3, column 1:");
    assertThatThrownBy(() -> header("ro-crate = on", description))
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining(
            "The RO-Crate s3://lab/exp/ro-crate-metadata.json is broken: it has no list"
                + " \"@graph\".");
    assertThatThrownBy(() -> header("metadata { a = \"{segment.2}\" }", description))
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining(
            "A template of the metadata: {segment.2} in '{segment.2}' has no value");
  }

  @Test
  void anIgnoreFileThatIsTooLongFailsTheJob() {
    put("exp/.quiltignore", "#".repeat(100_000));
    assertThatThrownBy(() -> keys("[{bucket = lab, ignore-file = quilt}]"))
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining(
            "The ignore file s3://lab/exp/.quiltignore has more than the 65536 bytes");
  }

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
  void anObjectThatIsOverwrittenMeanwhileIsReadAgain() throws IOException {
    put("exp/a", "before");
    var once = new AtomicBoolean();
    s3.beforeRead =
        () -> {
          if (once.compareAndSet(false, true)) {
            put("exp/a", "much later");
          }
        };

    var manifest = assemble();

    assertThat(Files.readString(manifest.path())).contains("\"size\": 10");
    assertThat(manifest.summary().topHash()).isEqualTo(assemble().summary().topHash());
  }

  @Test
  void anObjectThatIsOverwrittenAgainAndAgainIsNamed() {
    put("exp/a", "before");
    var writes = new AtomicInteger();
    s3.beforeRead = () -> put("exp/a", "content " + writes.incrementAndGet());

    assertThatThrownBy(this::assemble)
        .satisfies(
            e ->
                isPassing(
                    e,
                    "Object s3://lab/exp/a?versionId=null was overwritten after it was listed."));
    assertThat(writes).hasValue(4);
  }

  @Test
  void anObjectThatIsDeletedMeanwhileIsNoticed() {
    put("exp/a", "before");
    s3.beforeRead = () -> s3.remove("lab", "exp/a");

    assertThatThrownBy(this::assemble)
        .satisfies(
            e ->
                isPassing(
                    e,
                    "Object s3://lab/exp/a?versionId=null is no longer there: it was deleted after"
                        + " it was listed."));
  }

  @Test
  void aBodyThatIsCutOffMakesNoHash() throws IOException {
    put("exp/a", "content");
    s3.body = content -> Arrays.copyOf(content, content.length - 1);
    assertThatThrownBy(this::assemble)
        .satisfies(
            e ->
                isPassing(
                    e,
                    "Reading s3://lab/exp/a?versionId=null failed: S3 sent 6 bytes instead of 7."));

    s3.body = content -> Arrays.copyOf(content, content.length + 1);
    assertThatThrownBy(this::assemble)
        .satisfies(
            e ->
                isPassing(
                    e,
                    "Reading s3://lab/exp/a?versionId=null failed: S3 sent at least 8 bytes instead"
                        + " of 7."));

    s3.body = content -> content;
    assertThat(assemble().summary().contentBytes()).isEqualTo(7);
  }

  @Test
  void aRefusedReadFailsWithItsReasonAndWaitsForTheRight() {
    put("exp/a", "content");
    s3.beforeRead =
        () -> {
          throw MemoryS3.refused(403, "AccessDenied");
        };

    assertThatThrownBy(this::assemble)
        .satisfies(
            failure ->
                assertThat(Failures.root(failure))
                    .isInstanceOfSatisfying(
                        PackagingException.class, it -> assertThat(it.waitingFor()).isPresent()))
        .hasRootCauseInstanceOf(software.amazon.awssdk.services.s3.model.S3Exception.class)
        .hasMessageContaining(
            "Reading s3://lab/exp/a?versionId=null failed: AWS answered 403 AccessDenied");
  }

  @Test
  void aFolderWithoutObjectsIsAPackageOnlyIfThatIsWanted() throws IOException {
    put("elsewhere/a", "alpha");
    assertThatThrownBy(this::assemble)
        .satisfies(AssemblerTest::isLasting)
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
    assertThat(progress.remaining()).contains(java.time.Duration.ZERO);
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
  void aSpoolThatWouldGrowTooLargeIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var spool = Spool.open(directory, 100);

    assertThatThrownBy(() -> assembler(spool).start(FOLDER).result().toCompletableFuture().join())
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("all manifests in the making may have 100 bytes");
    assertThat(spooled()).isEmpty();
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
  void aBusyServerPasses() {
    put("exp/a", "content");
    s3.beforeRead =
        () -> {
          throw MemoryS3.refused(503, "SlowDown");
        };

    assertThatThrownBy(this::assemble)
        .satisfies(
            e ->
                isPassing(
                    e, "Reading s3://lab/exp/a?versionId=null failed: AWS answered 503 SlowDown."));
  }

  @Test
  void theSpoolIsEmptyAfterAFailureAndAfterADiscard() throws IOException {
    put("exp/a", "content");
    put("exp/a/b", "content");
    assertThatThrownBy(this::assemble).satisfies(AssemblerTest::isLasting);
    assertThat(spooled()).isEmpty();

    s3.remove("lab", "exp/a/b");
    var manifest = assemble();
    assertThat(spooled()).hasSize(1);
    manifest.discard();
    assertThat(spooled()).isEmpty();
  }

  private List<Path> spooled() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  @Test
  void aSpoolThatCannotBeWrittenIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var spool = Spool.open(directory);
    Files.delete(directory);

    assertThatThrownBy(() -> assembler(spool).start(FOLDER).result().toCompletableFuture().join())
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("in the spool directory " + directory)
        .hasMessageContaining("set the spool directory to one on a larger disk");
    Files.createDirectories(directory);
  }

  @Test
  void aFullDiskIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var disk = new FullDisk(directory);

    assertThatThrownBy(
            () -> assembler(disk.spool()).start(FOLDER).result().toCompletableFuture().join())
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("set the spool directory to one on a larger disk");
    assertThat(spooled()).isEmpty();

    disk.free();
    var manifest = assembler(disk.spool()).start(FOLDER).result().toCompletableFuture().join();
    assertThat(manifest.summary().entries()).isEqualTo(1);
    assertThat(s3.reads).hasValue(1);
  }

  @Test
  void aHeaderThatIsTooLongFailsBeforeAnythingIsRead() throws IOException {
    put("exp/a", "content");
    var description =
        PackageDescription.parse(
            "{\"source_prefix\": \"s3://lab/exp/\", \"commit_message\": \"%s\"}"
                .formatted("x".repeat(1_000_000)));

    assertThatThrownBy(() -> assembler().start(description).result().toCompletableFuture().join())
        .satisfies(AssemblerTest::isLasting)
        .hasMessageContaining("'header' makes a line of");
    assertThat(s3.reads).hasValue(0);
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
