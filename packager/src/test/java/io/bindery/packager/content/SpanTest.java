package io.bindery.packager.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.quilt.checksum.ChunkPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTest {
  private static final long MIB = 1L << 20;

  /** Sizes in MiB. */
  @ParameterizedTest(name = "{0} MiB by {1} readers: {2} spans of {3} MiB")
  @CsvSource({
    // Each reader has something to read before any reads more than a part at a time.
    "24, 8, 3, 8",
    "64, 8, 8, 8",
    "120, 8, 15, 8",
    "128, 8, 8, 16",
    "256, 8, 8, 32",
    "512, 8, 8, 64",
    // No more than 64 MiB are read again after a failure.
    "10240, 8, 160, 64",
    "1024, 1, 16, 64",
    // 10,000 parts at most: they grow with the object, and never is less than one read.
    "163840, 8, 2560, 64",
    "5242880, 8, 5120, 1024",
  })
  void theReadersShareTheParts(long size, int readers, int spans, long length) {
    var shared = Span.of(ChunkPlan.of(size * MIB), readers);

    assertThat(shared).hasSize(spans);
    assertThat(shared.get(0).length()).isEqualTo(length * MIB);
  }

  @Test
  void nothingIsLeftOutOrReadTwice() {
    var plan = ChunkPlan.of(1000 * MIB + 1);
    long at = 0;
    int parts = 0;
    for (var span : Span.of(plan, 3)) {
      assertThat(span.offset()).isEqualTo(at);
      assertThat(span.range()).isEqualTo("bytes=" + at + "-" + (at + span.length() - 1));
      at += span.length();
      parts += span.parts();
    }
    assertThat(at).isEqualTo(plan.size());
    assertThat(parts).isEqualTo(plan.parts());
  }

  @Test
  void aPartEndsWhereTheNextBeginsOrTheSpanEnds() {
    var span = new Span(80, 25, 10);

    assertThat(span.parts()).isEqualTo(3);
    assertThat(span.endOfPart(0)).isEqualTo(10);
    assertThat(span.endOfPart(9)).isEqualTo(10);
    assertThat(span.endOfPart(10)).isEqualTo(20);
    assertThat(span.endOfPart(24)).isEqualTo(25);
  }
}
