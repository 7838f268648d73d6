package io.bindery.packager.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where folders are on shares, and what a call names. */
class FileSharesTest {
  private static final String ARN =
      "arn:aws:storagegateway:us-east-1:111122223333:share/share-0A1B2C3D";

  @ParameterizedTest
  @CsvSource({
    "'',       runs/1/,  /runs/1",
    "'',       '',       /",
    "runs/,    runs/1/,  /1",
    "runs/,    runs/,    /",
    "runs/1/,  runs/,    /",
    "runs/,    '',       /",
    "runs/,    other/,   ''",
    "runs/,    runs2/1/, ''",
  })
  void aFolderIsWhereTheShareShowsIt(String prefix, String folder, String path) {
    var share = new FileShare(ARN, "", "lab", prefix, Optional.empty());
    assertThat(share.path(new SourceFolder("lab", folder)).orElse("")).isEqualTo(path);
    assertThat(share.path(new SourceFolder("elsewhere", folder))).isEmpty();
  }

  @Test
  void whatLiesInAnotherFolderIsNotNamed() {
    assertThat(FolderList.of(List.of("/a/b", "/a", "/ab", "/c/d", "/c/d/e/f")))
        .containsExactly("/a", "/ab", "/c/d");
    assertThat(FolderList.of(List.of("/", "/a"))).containsExactly("/");
  }

  @Test
  void tooManyFoldersAreRepresentedByThoseAboveThem() {
    var many = IntStream.range(0, 120).mapToObj(i -> "/runs/%d/%d".formatted(i % 3, i)).toList();
    assertThat(FolderList.of(many)).containsExactly("/runs/0", "/runs/1", "/runs/2");
    var wide = IntStream.range(0, 51).mapToObj(i -> "/" + i).toList();
    assertThat(FolderList.of(wide)).containsExactly("/");
    assertThat(FolderList.of(wide.subList(0, 50))).hasSize(50);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn = \"arn:aws:s3:::lab\", bucket = lab | shares[0].arn",
        "arn = \"%s\" | shares[0].bucket",
        "arn = \"%s\", bucket = lab, prefix = \"runs\" | shares[0].prefix",
        "arn = \"%s\", bucket = lab, prefix = \"/runs/\" | shares[0].prefix",
        "arn = \"%s\", bucket = lab, prefx = \"runs/\" | shares[0].prefx",
        "arn = \"%1$s\", bucket = lab }, { arn = \"%1$s\", bucket = other | shares[1].arn",
      })
  void aWrongShareIsNamed(String share, String field) {
    var text =
        "gateway { shares = [{ %s }], pause = 1 s, timeout = 1 s, attempts = 1, keep = 1 d }";
    var settings =
        Settings.at(ConfigFactory.parseString(text.formatted(share.formatted(ARN))), "gateway");
    assertThatThrownBy(() -> GatewaySettings.from(settings, Duration.ofHours(1)))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(field);
  }

  @Test
  void onlyTheEndOfARefreshIsANotice() {
    var event =
        """
        {"source": "aws.storagegateway", "detail-type": "Storage Gateway Refresh Cache Event",
         "detail": {"event-type": "refresh-complete", "notification-id": "1c14106b"}}
        """;
    assertThat(RefreshNotice.read(event)).contains("1c14106b");
    assertThat(RefreshNotice.read(event.replace("refresh-complete", "upload-complete")))
        .contains("");
    assertThat(RefreshNotice.read("{\"source_prefix\": \"s3://aws.storagegateway/a/\"}")).isEmpty();
    assertThat(RefreshNotice.read("aws.storagegateway {")).isEmpty();
  }
}
