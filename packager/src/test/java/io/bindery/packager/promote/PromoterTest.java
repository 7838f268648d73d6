package io.bindery.packager.promote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.AssemblySettings.Lanes;
import io.bindery.packager.assembly.AssemblySettings.Reads;
import io.bindery.packager.assembly.Running;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.manifest.FullDisk;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;

class PromoterTest {
  private static ActorTestKit kit;

  /** Up to two objects are small; one place in each lane. */
  private static final AssemblySettings SETTINGS =
      Assembling.settings(new Lanes(1, 1, 2, 1 << 20), new Reads(1, 4, 2, 8, 1 << 20));

  @TempDir Path directory;
  private final MemoryS3 s3 = new MemoryS3();
  private final CompletableFuture<Void> mayCopyHuge = new CompletableFuture<>();

  @BeforeAll
  static void start() {
    kit = ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  }

  @AfterAll
  static void stop() {
    kit.shutdownTestKit();
  }

  /** Copies as S3 does, those of the huge package only when they may be. */
  private final class Copies extends DelegatingS3AsyncClient {
    Copies() {
      super(s3);
    }

    @Override
    public CompletableFuture<CopyObjectResponse> copyObject(CopyObjectRequest request) {
      var content = s3.content(request.sourceBucket(), request.sourceKey()).orElseThrow();
      s3.put(request.destinationBucket(), request.destinationKey(), "v2", content);
      var answer =
          CopyObjectResponse.builder()
              .versionId("v2")
              .copyObjectResult(
                  it -> it.checksumSHA256(Base64.getEncoder().encodeToString(sha256(content))))
              .build();
      return request.sourceKey().startsWith("huge/")
          ? mayCopyHuge.thenApply(now -> answer)
          : CompletableFuture.completedFuture(answer);
    }
  }

  private static byte[] sha256(byte[] content) {
    return Sha256.create().digest(content);
  }

  /** A revision in the old registry, as a promotion of it is described. */
  private PackageDescription revision(String name, int objects) throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new ManifestWriter(out, ManifestHeader.builder().build());
    for (int i = 0; i < objects; i++) {
      var content = (name + i).getBytes(StandardCharsets.UTF_8);
      var key = name + "/" + i;
      s3.put("old", key, "v1", content);
      var hasher = ContentHasher.create(ChecksumType.SHA256_CHUNKED, content.length);
      hasher.update(ByteBuffer.wrap(content));
      writer.entry(
          new ManifestEntry(
              new LogicalKey(Integer.toString(i)),
              S3Uri.of("old", key, "v1"),
              content.length,
              hasher.finish()));
    }
    var topHash = writer.finish().topHash();
    s3.put("old", ".quilt/packages/" + topHash, "null", out.toByteArray());
    var source = new PackageName(name + "/run");
    return new PackageDescription(
        new RegistryRevision("old", source, topHash.value(), Optional.empty()),
        "new",
        source,
        Optional.empty(),
        Optional.empty(),
        WorkflowChoice.UNSPECIFIED,
        Optional.empty());
  }

  private static Running start(Promoter promoter, PackageDescription description) {
    return promoter.start(description, (RegistryRevision) description.source());
  }

  private static long entries(Running running) throws Exception {
    return running.result().toCompletableFuture().get(30, TimeUnit.SECONDS).summary().entries();
  }

  private Promoter promoter(Spool spool) {
    s3.put(
        "old",
        ".quilt/workflows/config.yml",
        "null",
        """
        version: "1"
        is_workflow_required: false
        workflows: {any: {name: Any}}
        successors: {"s3://new": {title: New}}
        """
            .getBytes(StandardCharsets.UTF_8));
    return new Promoter(
        kit.system(),
        new Copies(),
        new SharedLimits(8, 1 << 20),
        new MapCache(),
        spool,
        new AllowedBuckets(Set.of("old"), Set.of("new")),
        SETTINGS);
  }

  private List<Path> spooled() throws IOException {
    try (var files = Files.list(directory)) {
      return files.toList();
    }
  }

  /** The package is free for its next job: the result is there, and nobody waits for a turn. */
  private static void isStopped(Running running) {
    running.cancel().run();
    assertThat(running.result().toCompletableFuture()).isDone();
    assertThatThrownBy(() -> running.result().toCompletableFuture().join())
        .hasMessageContaining("The work on the package was stopped.");
  }

  @Test
  void aPromotionThatWaitsOrRunsIsCancelledAtOnce() throws Exception {
    var promoter = promoter(Spool.open(directory));
    try {
      var huge = start(promoter, revision("huge", 5));
      await().until(() -> s3.content("new", "huge/run/0").isPresent());
      var vast = start(promoter, revision("vast", 5));
      var late = start(promoter, revision("late", 5));
      await().until(() -> vast.progress().get().listingDone());

      isStopped(vast);
      isStopped(huge);

      // What the cancelled one holds it gives back when its copies have ended.
      mayCopyHuge.complete(null);
      assertThat(entries(late)).isEqualTo(5);
      late.result().toCompletableFuture().join().discard();
      await().untilAsserted(() -> assertThat(spooled()).isEmpty());
      assertThat(s3.keys("new", "vast/")).isEmpty();
    } finally {
      mayCopyHuge.complete(null);
    }
  }

  @Test
  void aFileThatCannotBeWrittenDoesNotStay() throws Exception {
    // The first is that of the old manifest.
    var promoter = promoter(FullDisk.opening(directory, 1));
    var running = start(promoter, revision("tiny", 1));
    assertThatThrownBy(() -> entries(running)).hasMessageContaining("Too many open files");
    await().untilAsserted(() -> assertThat(spooled()).isEmpty());
  }

  @Test
  void aSmallPromotionPassesALargeOneAndTheLargeOnesTakeTurns() throws Exception {
    var promoter = promoter(Spool.open(directory));
    try {
      var huge = start(promoter, revision("huge", 5));
      await().until(() -> s3.content("new", "huge/run/0").isPresent());
      var vast = start(promoter, revision("vast", 5));
      var tiny = start(promoter, revision("tiny", 1));

      assertThat(entries(tiny)).isEqualTo(1);
      assertThat(huge.result().toCompletableFuture()).isNotDone();
      assertThat(vast.result().toCompletableFuture()).isNotDone();

      mayCopyHuge.complete(null);
      assertThat(entries(huge)).isEqualTo(5);
      assertThat(entries(vast)).isEqualTo(5);
    } finally {
      mayCopyHuge.complete(null);
    }
  }
}
