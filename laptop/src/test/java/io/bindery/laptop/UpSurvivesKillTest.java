package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Promises A and C on real parts: what was uploaded is packaged, whenever the process dies; and two
 * do not share their data.
 */
@Tag("chaos")
class UpSurvivesKillTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String LATEST = ".quilt/named_packages/sequencing/run-7/latest";

  @TempDir Path work;

  @Test
  void aKillBetweenUploadAndPackageLosesNothing() throws Exception {
    var data = work.resolve("data").toString();
    var first =
        BinderyProcess.start(
            work, "up", "--data", data, "--port", "0", "--http-port", "0", "--quiet", "3");
    try (var s3 = s3(first.endpoint())) {
      for (int i = 0; i < 12; i++) {
        put(s3, "sequencing/run-7/lane %d/reads é.txt".formatted(i), "reads of lane " + i);
      }
      assertThat(latest(s3)).as("not packaged yet").isEmpty();
    } finally {
      first.kill();
    }
    try (var second =
            BinderyProcess.start(
                work, "up", "--data", data, "--port", "0", "--http-port", "0", "--quiet", "3");
        var s3 = s3(second.endpoint())) {
      // While the second one waits for the batch to be quiet.
      aThirdIsRefusedInOneSentence(data);
      await().atMost(PATIENCE).until(() -> !latest(s3).isEmpty());
      var manifest = get(s3, ".quilt/packages/" + latest(s3));
      assertThat(manifest.lines()).hasSize(1 + 12);
      assertThat(manifest).contains("\"logical_key\": \"lane 11/reads é.txt\"");
      assertThat(revisions(s3)).hasSize(1);
    }
  }

  private void aThirdIsRefusedInOneSentence(String data) throws Exception {
    try (var third =
        BinderyProcess.start(work, "up", "--data", data, "--port", "0", "--http-port", "0")) {
      assertThat(third.exitCode()).isEqualTo(4);
      assertThat(third.output())
          .contains("is in use by another running instance")
          .doesNotContain("\tat ");
    }
  }

  private static S3Client s3(URI endpoint) {
    return new LocalResources(endpoint, "us-east-1").s3();
  }

  private static void put(S3Client s3, String key, String content) {
    s3.putObject(r -> r.bucket("lab").key(key), RequestBody.fromString(content));
  }

  private static String get(S3Client s3, String key) {
    return s3.getObjectAsBytes(r -> r.bucket("lab").key(key)).asUtf8String();
  }

  private static String latest(S3Client s3) {
    try {
      return get(s3, LATEST);
    } catch (NoSuchKeyException e) {
      return "";
    }
  }

  private static List<String> revisions(S3Client s3) {
    return s3
        .listObjectsV2(r -> r.bucket("lab").prefix(".quilt/named_packages/sequencing/run-7/1"))
        .contents()
        .stream()
        .map(object -> object.key())
        .toList();
  }
}
