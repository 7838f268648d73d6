package io.bindery.packager.ahead;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AsideTest {
  private static final SourceFolder A = new SourceFolder("lab", "a/");
  private static final SourceFolder B = new SourceFolder("lab", "b/");

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final Aside aside = new Aside(now::get);

  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      assertThat(aside.failed(A, "denied")).isFalse();
    }
  }

  @Test
  void aFolderThatFailsTwentyTimesInARowIsPutAsideOnce() {
    fail(19);
    assertThat(aside.has(A)).isFalse();

    assertThat(aside.failed(A, "denied")).isTrue();

    assertThat(aside.failed(A, "denied")).isFalse();
    assertThat(aside.has(A)).isTrue();
    assertThat(aside.has(B)).isFalse();
  }

  @Test
  void whatWorksBetweenEndsTheRow() {
    fail(19);
    aside.worked(A);
    fail(19);

    assertThat(aside.has(A)).isFalse();
  }

  @Test
  void itComesBackAfterMinutes() {
    fail(19);
    assertThat(aside.failed(A, "denied")).isTrue();

    now.addAndGet(Duration.ofMinutes(5).toNanos() - 1);
    assertThat(aside.has(A)).isTrue();
    now.addAndGet(1);
    assertThat(aside.has(A)).isFalse();

    fail(19);
    assertThat(aside.failed(A, "denied")).isTrue();
  }

  @Test
  void onlySoManyFoldersAreKnown() {
    fail(19);
    for (int i = 0; i < 1000; i++) {
      aside.failed(new SourceFolder("lab", "many/" + i + "/"), "denied");
    }

    // Its row was forgotten.
    assertThat(aside.failed(A, "denied")).isFalse();
    assertThat(aside.has(A)).isFalse();
  }
}
