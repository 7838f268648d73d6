package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.protocol.notice.ObjectEvent;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which notices tell of the same write. */
class RecordedObjectTest {
  private static final String VERSION = "096fKKXTRTtl3on89fVO.nfljtsv6qko";

  @Test
  void aVersionIsOneWriteWhoeverTellsOfIt() {
    assertThat(identity(VERSION, "0055AED6DCD90281E5")).isEqualTo(identity(VERSION, ""));
    assertThat(identity(VERSION, "1"))
        .isNotEqualTo(identity(VERSION.toLowerCase(Locale.ROOT), "1"));
  }

  @Test
  void whereEveryWriteHasOneVersionTheSequencerTellsThemApart() {
    for (var version : new String[] {"1", "2", "v1", "null", ""}) {
      assertThat(identity(version, "15E7A6C6A3F2B8C0"))
          .as("version %s", version)
          .isEqualTo(identity(version, "15E7A6C6A3F2B8C0"))
          .isNotEqualTo(identity(version, "15E7A6C6A3F2B8C1"));
    }
    assertThat(identity("1", "A")).isNotEqualTo(identity("2", "A"));
    assertThat(identity("1", "1A")).isNotEqualTo(identity("11", "A"));
  }

  /** What batches of earlier versions remember is still known. */
  @Test
  void identitiesStayAsTheyWere() {
    assertThat(identity(VERSION, "0055AED6DCD90281E5"))
        .isEqualTo(Hashes.bits64("CREATED\nv" + VERSION + "\na/b.txt"));
    assertThat(identity("", "0055AED6DCD90281E5"))
        .isEqualTo(Hashes.bits64("CREATED\ns0055AED6DCD90281E5\na/b.txt"));
  }

  private static long identity(String version, String sequencer) {
    return RecordedObject.of(
            new ObjectEvent(
                ObjectEvent.Kind.CREATED,
                "lab-data",
                "a/b.txt",
                Optional.of(version),
                1,
                Optional.empty(),
                Optional.of(sequencer).filter(text -> !text.isEmpty()),
                Instant.parse("2026-11-20T10:00:00Z"),
                "Put"),
            "a/")
        .identity();
  }
}
