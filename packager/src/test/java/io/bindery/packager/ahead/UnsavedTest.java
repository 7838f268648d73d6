package io.bindery.packager.ahead;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.s3.S3Uri;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnsavedTest {
  private static final String WHY = "refused";

  private final Unsaved unsaved = new Unsaved();

  private static HashFinder.Found found(String key, String version, String etag) {
    return new HashFinder.Found(
        new ObjectVersion(S3Uri.of("lab", key, version), Optional.of(etag), 1),
        ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED),
        HashFinder.Origin.COMPUTED);
  }

  private static List<HashFinder.Found> found(List<Unsaved.Entry> entries) {
    return entries.stream().map(Unsaved.Entry::found).toList();
  }

  @Test
  void ofAnObjectWithoutVersionsOnlyTheNewestContentIsSaved() {
    unsaved.add(found("a", "null", "old"));
    unsaved.add(found("b", "null", "other"));
    unsaved.add(found("a", "null", "new"));

    assertThat(unsaved.has(found("a", "null", "old").object())).isFalse();
    assertThat(unsaved.has(found("a", "null", "new").object())).isTrue();
    assertThat(found(unsaved.take()))
        .containsExactlyInAnyOrder(found("a", "null", "new"), found("b", "null", "other"));
    assertThat(unsaved.isEmpty()).isTrue();
  }

  @Test
  void versionsAreSavedEach() {
    unsaved.add(found("a", "v1", "old"));
    unsaved.add(found("a", "v2", "new"));

    assertThat(found(unsaved.take()))
        .containsExactly(found("a", "v1", "old"), found("a", "v2", "new"));
  }

  @Test
  void whatCameMeanwhileWinsOverWhatCouldNotBeSaved() {
    unsaved.add(found("a", "null", "old"));
    var taken = unsaved.take();
    unsaved.add(found("a", "null", "new"));

    assertThat(unsaved.addAgain(taken, WHY)).isZero();

    assertThat(found(unsaved.take())).containsExactly(found("a", "null", "new"));
  }

  @Test
  void whatFailsThreeTimesTogetherIsTriedAloneOnceMore() {
    var a = found("a", "v1", "e");
    var b = found("b", "v1", "e");
    var late = found("late", "v1", "e");
    unsaved.add(a);
    unsaved.add(b);
    for (int i = 0; i < 3; i++) {
      assertThat(unsaved.isToBeTriedAlone()).isFalse();
      assertThat(unsaved.addAgain(unsaved.take(), WHY)).isZero();
    }
    unsaved.add(late);

    assertThat(unsaved.isToBeTriedAlone()).isTrue();
    var first = unsaved.take();
    assertThat(found(first)).containsExactly(a);
    assertThat(unsaved.addAgain(first, WHY)).isEqualTo(1);
    assertThat(found(unsaved.take())).containsExactly(b);
    assertThat(unsaved.isToBeTriedAlone()).isFalse();
    assertThat(found(unsaved.take())).containsExactly(late);
    assertThat(unsaved.isEmpty()).isTrue();
  }
}
