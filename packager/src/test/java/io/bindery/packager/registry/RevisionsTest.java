package io.bindery.packager.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.registry.Revisions.Revision;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RevisionsTest {
  private static final String BUCKET = "reg";
  private static final PackageName NAME = new PackageName("a/b");
  private static final String FOLDER = ".quilt/named_packages/a/b/";
  private static final TopHash ONE = new TopHash("11".repeat(32));
  private static final TopHash TWO = new TopHash("22".repeat(32));
  private static final TopHash THREE = new TopHash("33".repeat(32));

  private final MemoryS3 s3 = new MemoryS3();
  private final Revisions revisions = new Revisions(s3);

  @BeforeEach
  void aHistory() {
    put("999", ONE);
    put("1000", TWO);
    put("1001", ONE);
    put("1002", THREE);
    put("latest", THREE);
    for (var hash : List.of(ONE, TWO, THREE)) {
      s3.put(BUCKET, ".quilt/packages/" + hash, "null", new byte[] {1});
    }
  }

  private void put(String key, TopHash hash) {
    s3.put(BUCKET, FOLDER + key, "null", hash.value().getBytes(StandardCharsets.US_ASCII));
  }

  private List<Revision> history() {
    return revisions.history(BUCKET, NAME).toCompletableFuture().join();
  }

  private static RevisionName name(TopHash hash) {
    return new RevisionName(NAME, Optional.of(hash.value()));
  }

  private TopHash latest() {
    return new TopHash(
        new String(s3.content(BUCKET, FOLDER + "latest").orElseThrow(), StandardCharsets.US_ASCII));
  }

  @Test
  void theNewestComesFirstByItsTimeNotByItsText() {
    assertThat(history())
        .containsExactly(
            new Revision(Instant.ofEpochSecond(1002), THREE, true),
            new Revision(Instant.ofEpochSecond(1001), ONE, false),
            new Revision(Instant.ofEpochSecond(1000), TWO, false),
            new Revision(Instant.ofEpochSecond(999), ONE, false));
    assertThat(revisions.history(BUCKET, new PackageName("a/none")).toCompletableFuture().join())
        .isEmpty();
  }

  @Test
  void aRollbackChangesLatestAlone() {
    revisions
        .rollback(BUCKET, RevisionName.parse("a/b@" + "22".repeat(4)))
        .toCompletableFuture()
        .join();

    assertThat(latest()).isEqualTo(TWO);
    assertThat(history()).hasSize(4);
  }

  @Test
  void whatIsNoRevisionOfThePackageIsNotRolledBackTo() {
    var other = new TopHash("44".repeat(32));
    assertThatThrownBy(() -> revisions.rollback(BUCKET, name(other)).toCompletableFuture().join())
        .hasMessageContaining("is no revision of a/b in s3://reg: bindery log shows them");
    assertThat(latest()).isEqualTo(THREE);
  }

  @Test
  void aDeletedRevisionLeavesAllItsPointersAndLatestLeadsToTheNewestLeft() {
    var done = revisions.delete(BUCKET, name(THREE)).toCompletableFuture().join();
    assertThat(done).isEqualTo(new Revisions.Deletion(THREE, 1, Optional.of(ONE)));
    assertThat(latest()).isEqualTo(ONE);

    done = revisions.delete(BUCKET, name(ONE)).toCompletableFuture().join();
    assertThat(done).isEqualTo(new Revisions.Deletion(ONE, 2, Optional.of(TWO)));

    done = revisions.delete(BUCKET, name(TWO)).toCompletableFuture().join();
    assertThat(done.latest()).isEmpty();
    assertThat(s3.keys(BUCKET, FOLDER)).isEmpty();
    assertThat(s3.keys(BUCKET, ".quilt/packages/")).hasSize(3);
  }

  @Test
  void anOlderRevisionIsDeletedWithoutLatest() {
    revisions.delete(BUCKET, name(ONE)).toCompletableFuture().join();

    assertThat(latest()).isEqualTo(THREE);
    assertThat(s3.keys(BUCKET, FOLDER))
        .containsExactly(FOLDER + "1000", FOLDER + "1002", FOLDER + "latest");
  }
}
