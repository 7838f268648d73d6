package io.bindery.quilt.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.uri.PackageUriException.Kind;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the vectors do not say. */
class PackageUriTest {

  @ParameterizedTest
  @CsvSource({
    "quilt+gs://[b/x#package=&package=, HOST",
    "quilt+s3://b[::1]]#package=a/b, HOST",
    "quilt+s3://b\u2048#package=a/b, HOST",
    "quilt+gs:b/x#package=, PROTOCOL",
    "quilt+s3:b/x#package=, SLASHES",
    "quilt+s3:/b#package=a/b, SLASHES",
    "quilt+s3:///x#package=%FF, NOT_BUCKET_ROOT",
    "quilt+s3://b/#package=a/b, NOT_BUCKET_ROOT",
    "quilt+s3://b?versionId=1#package=a/b, NOT_BUCKET_ROOT",
    "quilt+s3://#package=&package=&other=%ED%A0%80, ENCODING",
    "quilt+s3://#package=&package=, REPEATED",
    "quilt+s3://#path=x&path=y, NO_PACKAGE",
    "quilt+s3://#package=a:b@c&path=x&path=y, NO_BUCKET",
    "quilt+s3://b#package=a:b@c&path=x&path=, REPEATED",
    "quilt+s3://b#package=:x:y, PACKAGE",
    "quilt+s3://b#package=a%3A%40, PACKAGE",
    "quilt+s3://b#Package=a/b, NO_PACKAGE",
  })
  void theFirstFaultIsTold(String text, Kind kind) {
    assertThatThrownBy(() -> PackageUri.parse(text))
        .isInstanceOfSatisfying(
            PackageUriException.class, failure -> assertThat(failure.kind()).isEqualTo(kind))
        .hasMessageContaining("Write quilt+s3://BUCKET#package=NAMESPACE/NAME@TOPHASH");
  }

  @Test
  void nothingButTheFormIsChecked() {
    assertThat(PackageUri.parse("quilt+s3://me@B.x:80?#&;&package=a/b/c%40zz&&path=..%2F;x&tag=1"))
        .isEqualTo(
            new PackageUri(
                "me@B.x:80",
                "a/b/c",
                Optional.of("../;x"),
                Optional.of("zz"),
                Optional.empty(),
                Optional.empty()));
    assertThat(PackageUri.parse("quilt+s3://b#package=a/b#path=x:y").tag()).contains("y");
    assertThat(PackageUri.parse("\n quilt+s3://b#pack\tage=a/b"))
        .isEqualTo(PackageUri.of("b", "a/b"));
    assertThat(PackageUri.isMeant("quilt+")).isTrue();
    assertThat(PackageUri.isMeant("quilt")).isFalse();
  }

  @Test
  void whatIsWrittenIsRead() {
    var uri =
        new PackageUri(
            "b",
            "a/b",
            Optional.of("ü &=#%25+/\ud83d\ude00/"),
            Optional.empty(),
            Optional.of("latest"),
            Optional.of("https://c?&"));
    assertThat(uri)
        .hasToString(
            "quilt+s3://b#package=a/b:latest&path=%C3%BC%20%26%3D%23%2525%2B/%F0%9F%98%80/"
                + "&catalog=https%3A//c%3F%26");
    assertThat(PackageUri.parse(uri.toString())).isEqualTo(uri);
  }
}
