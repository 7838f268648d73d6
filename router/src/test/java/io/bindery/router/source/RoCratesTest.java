package io.bindery.router.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeParser;
import io.bindery.protocol.notice.ObjectEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoCratesTest {

  /** Only what it lists is packaged, so that the root is a folder like others. */
  @Test
  void aCrateAtTheRootIsPackagedUnlessThatIsTheWholeBucket() throws Exception {
    var crate = written("my/s3/folder/", "");
    assertThat(RoCrates.folder(crate)).contains("");
    assertThat(RoCrates.of(crate, "", true).toString())
        .contains("s3://%s/".formatted(crate.bucket()), "/ro-crate-metadata.json");
    assertThat(RoCrates.of(crate, "", false)).isInstanceOf(Made.Note.class);
    assertThat(RoCrates.of(written("x", "x"), "my/s3/folder/", false))
        .isNotInstanceOf(Made.Note.class);
  }

  private static ObjectEvent written(String what, String instead) throws Exception {
    var sample = sample().replace(what, instead);
    return ((Notice.Objects) NoticeParser.parse(sample)).events().get(0);
  }

  private static String sample() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("bindery.root", ".."), "samples/events/ro-crate-written.json"),
        StandardCharsets.UTF_8);
  }
}
