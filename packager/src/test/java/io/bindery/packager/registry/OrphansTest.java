package io.bindery.packager.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.world.MemoryS3;
import io.bindery.quilt.manifest.TopHash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrphansTest {
  private static final String BUCKET = "reg";
  private static final TopHash LED_TO = new TopHash("01".repeat(32));
  private static final TopHash ONLY_LATEST = new TopHash("02".repeat(32));
  private static final TopHash ORPHAN = new TopHash("0a".repeat(32));
  private static final TopHash YOUNG = new TopHash("0b".repeat(32));
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofDays(7));

  private final MemoryS3 s3 = new MemoryS3();
  private final Orphans orphans = new Orphans(s3, BUCKET);

  private void put(String key, String content, Instant at) {
    s3.put(BUCKET, key, "null", content.getBytes(StandardCharsets.UTF_8));
    s3.times.put(key, at);
  }

  private void manifest(TopHash hash, Instant at) {
    put(".quilt/packages/" + hash, "manifest", at);
  }

  private void aRegistry() {
    var old = NOW.minus(Duration.ofDays(30));
    manifest(LED_TO, old);
    manifest(ONLY_LATEST, old);
    manifest(ORPHAN, old);
    manifest(YOUNG, NOW.minus(Duration.ofDays(1)));
    put(".quilt/packages/not-a-hash", "someone else's", old);
    put(".quilt/named_packages/a/b/1795255200", LED_TO.value(), old);
    put(".quilt/named_packages/a/b/latest", ONLY_LATEST.value(), old);
  }

  private List<String> manifests() {
    return s3.keys(BUCKET, ".quilt/packages/");
  }

  @Test
  void whatNoPointerLeadsToIsFoundUnlessItIsYoung() {
    aRegistry();

    var found = orphans.find(BEFORE);

    assertThat(found.orphans()).extracting(Orphans.Orphan::topHash).containsExactly(ORPHAN);
    assertThat(found.pointers()).isEqualTo(2);
    assertThat(found.manifests()).isEqualTo(4);
    assertThat(found.recent()).isEqualTo(1);
    assertThat(manifests()).hasSize(5);
  }

  @Test
  void onlyOrphansAreDeleted() {
    aRegistry();

    var deleted = orphans.delete(orphans.find(BEFORE).orphans(), BEFORE, Duration.ofMillis(1));

    assertThat(deleted).extracting(Orphans.Orphan::topHash).containsExactly(ORPHAN);
    assertThat(manifests()).hasSize(4).noneMatch(key -> key.endsWith(ORPHAN.value()));
  }

  @Test
  void whatIsPushedMeanwhileStays() {
    aRegistry();
    var found = orphans.find(BEFORE).orphans();
    put(".quilt/named_packages/a/c/1795255300", ORPHAN.value(), NOW);

    assertThat(orphans.delete(found, BEFORE, Duration.ofMillis(1))).isEmpty();
    assertThat(manifests()).hasSize(5);

    s3.remove(BUCKET, ".quilt/named_packages/a/c/1795255300");
    // The manifest of a push comes before its pointer.
    manifest(ORPHAN, NOW);
    assertThat(orphans.delete(found, BEFORE, Duration.ofMillis(1))).isEmpty();
    assertThat(manifests()).hasSize(5);
  }

  /** As a listing that is empty by mistake shows it. */
  @Test
  void aRegistryWithoutAnyPointerKeepsAllManifests() {
    aRegistry();
    s3.keys(BUCKET, ".quilt/named_packages/").forEach(key -> s3.remove(BUCKET, key));
    var found = orphans.find(BEFORE);
    assertThat(found.pointers()).isZero();
    assertThat(found.orphans()).hasSize(3);

    assertThatThrownBy(() -> orphans.delete(found.orphans(), BEFORE, Duration.ofMillis(1)))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("s3://reg has 4 manifests and not a single pointer")
        .hasMessageContaining("Nothing is deleted")
        .hasMessageContaining("s3://reg/.quilt/packages/");
    assertThat(manifests()).hasSize(5);

    // Pointers that are gone only when it comes to deleting, too.
    put(".quilt/named_packages/a/b/latest", ONLY_LATEST.value(), NOW);
    var again = orphans.find(BEFORE).orphans();
    s3.remove(BUCKET, ".quilt/named_packages/a/b/latest");
    assertThatThrownBy(() -> orphans.delete(again, BEFORE, Duration.ofMillis(1)))
        .isInstanceOf(PackagingException.class);
    assertThat(manifests()).hasSize(5);
    assertThat(orphans.delete(List.of(), BEFORE, Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void aPointerThatCannotBeReadSavesAllManifests() {
    aRegistry();
    put(".quilt/named_packages/a/b/1795255201", "no hash", NOW);

    assertThatThrownBy(() -> orphans.find(BEFORE))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .satisfies(
            failure ->
                assertThat(io.bindery.packager.failure.Failures.root(failure))
                    .isInstanceOf(PackagingException.class)
                    .hasMessageContaining("does not hold a top hash"));
  }
}
