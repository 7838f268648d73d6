package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.manifest.FullDisk;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Objects that change, S3 that fails and disks that are full while a package is assembled. */
class AssemblyFailuresTest extends FolderFixture {
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
  void aSpoolThatWouldGrowTooLargeIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var spool = Spool.open(directory, 100);

    assertThatThrownBy(() -> made(assembler(spool), FOLDER))
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("all manifests in the making may have 100 bytes");
    assertThat(spooled()).isEmpty();
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
    assertThatThrownBy(this::assemble).satisfies(FolderFixture::isLasting);
    assertThat(spooled()).isEmpty();

    s3.remove("lab", "exp/a/b");
    var manifest = assemble();
    assertThat(spooled()).hasSize(1);
    manifest.discard();
    assertThat(spooled()).isEmpty();
  }

  @Test
  void aSpoolThatCannotBeWrittenIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var spool = Spool.open(directory);
    Files.delete(directory);

    assertThatThrownBy(() -> made(assembler(spool), FOLDER))
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("in the spool directory " + directory)
        .hasMessageContaining("set the spool directory to one on a larger disk");
    Files.createDirectories(directory);
  }

  @Test
  void aFullDiskIsSaidAndPasses() throws IOException {
    put("exp/a", "content");
    var disk = new FullDisk(directory);

    assertThatThrownBy(() -> made(assembler(disk.spool()), FOLDER))
        .satisfies(e -> assertThat(((PackagingException) Failures.root(e)).isPassing()).isTrue())
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("set the spool directory to one on a larger disk");
    assertThat(spooled()).isEmpty();

    disk.free();
    var manifest = made(assembler(disk.spool()), FOLDER);
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

    assertThatThrownBy(() -> made(assembler(), description))
        .satisfies(FolderFixture::isLasting)
        .hasMessageContaining("'header' makes a line of");
    assertThat(s3.reads).hasValue(0);
  }
}
