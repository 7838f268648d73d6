package io.bindery.packager.ahead;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HashingTest {
  private static final SourceFolder FOLDER = new SourceFolder("lab", "run/");

  private final Hashing hashing = new Hashing(2);

  private static Hashing.Task task(String name, long size) {
    return new Hashing.Task(
        FOLDER, new ObjectVersion(S3Uri.of("lab", "run/" + name, "v1"), Optional.of("e"), size), 1);
  }

  private void add(String name, long size, int number) {
    for (int i = 0; i < number; i++) {
      hashing.add(task(name + i, size));
    }
  }

  @Test
  void asManyLargeObjectsAreHashedAtOnceAsIsSet() {
    add("large", 1 << 20, 5);

    var first = hashing.begin();

    assertThat(first).hasSize(2);
    assertThat(hashing.begin()).isEmpty();
    hashing.ended(first.get(0).task());
    assertThat(hashing.begin()).hasSize(1);
  }

  @Test
  void eightTimesAsManySmallObjectsAreHashedAtOnce() {
    add("small", (1 << 20) - 1, 20);

    var first = hashing.begin();

    assertThat(first).hasSize(16);
    hashing.ended(first.get(0).task());
    hashing.ended(first.get(1).task());
    assertThat(hashing.begin()).hasSize(2);
  }

  @Test
  void aLargeObjectTakesThePlaceOfEightSmallOnes() {
    add("small", 1, 9);
    add("large", 1 << 30, 1);

    var first = hashing.begin();

    assertThat(first).hasSize(9);
    hashing.ended(first.get(0).task());
    assertThat(hashing.begin())
        .extracting(run -> run.task().object().size())
        .containsExactly(1L << 30);
  }

  @Test
  void whatEndsTwiceFreesItsPlaceOnce() {
    add("large", 1 << 20, 4);
    var first = hashing.begin();

    hashing.ended(first.get(0).task());
    hashing.ended(first.get(0).task());

    assertThat(hashing.begin()).hasSize(1);
  }
}
