package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/** Versions are listed page by page without one lost or doubled. */
class ListVersionsTest {
  private static final String BUCKET = "versions";

  private static LocalAws aws;
  private static S3Client s3;

  @BeforeAll
  static void start() {
    aws = LocalAws.startTemporary();
    s3 = Clients.of(aws.endpoint()).s3();
    s3.createBucket(r -> r.bucket(BUCKET));
    s3.putBucketVersioning(
        r ->
            r.bucket(BUCKET)
                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    for (int i = 0; i < 12; i++) {
      var key = "run %d/é/%d".formatted(i % 3, i);
      for (int version = 0; version <= i % 4; version++) {
        var content = "version " + version;
        s3.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(content));
      }
      if (i % 5 == 1) {
        s3.deleteObject(r -> r.bucket(BUCKET).key(key));
      }
    }
    s3.deleteObject(r -> r.bucket(BUCKET).key("run 1/a marker alone"));
  }

  @AfterAll
  static void stop() {
    s3.close();
    aws.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 11, 100})
  void everyVersionIsListedOnceWhateverThePagesSize(int maxKeys) {
    for (var prefix : List.of("", "run 1/", "run 1/é/")) {
      var all = entries(s3.listObjectVersions(r -> r.bucket(BUCKET).prefix(prefix)));
      var paged = new ArrayList<String>();
      s3.listObjectVersionsPaginator(r -> r.bucket(BUCKET).prefix(prefix).maxKeys(maxKeys))
          .forEach(page -> paged.addAll(entries(page)));
      assertThat(paged).as(prefix).containsExactlyInAnyOrderElementsOf(all);
    }
  }

  private static List<String> entries(ListObjectVersionsResponse page) {
    return Stream.concat(
            page.versions().stream().map(v -> v.key() + " " + v.versionId() + " " + v.isLatest()),
            page.deleteMarkers().stream().map(m -> m.key() + " " + m.versionId() + " deleted"))
        .toList();
  }
}
