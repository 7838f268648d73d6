package io.bindery.exchange.plan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.manifest.Problem;
import io.bindery.localaws.LocalAws;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.settings.Settings;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/** Plans of what lies in a real S3. */
class PlannerTest {
  private static final String ID = "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6";

  private static LocalAws aws;
  private static AwsClients clients;
  private static S3AsyncClient s3;
  private static String kept;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    aws = LocalAws.startTemporary();
    clients =
        new AwsClients(
            AwsSettings.from(
                ConfigFactory.parseString(
                        "bindery.aws { endpoint = \"%s\", region = us-east-1 }"
                            .formatted(aws.endpoint()))
                    .withFallback(ConfigFactory.parseResources("application.conf").resolve())));
    s3 = clients.s3();
    for (var bucket : List.of("lab", "other", "versions", "access", "broken")) {
      s3.createBucket(request -> request.bucket(bucket)).join();
    }
    s3.putBucketVersioning(
            request ->
                request
                    .bucket("versions")
                    .versioningConfiguration(it -> it.status(BucketVersioningStatus.ENABLED)))
        .join();
    for (int i = 0; i < 1_050; i++) {
      put("lab", "run/%04d.bin".formatted(i), "x".repeat(1 + i % 3));
    }
    put("lab", "run/", "");
    put("lab", "run/empty", "");
    put("lab", "hollow/", "");
    put("lab", "hollow/empty", "");
    put("lab", "one.txt", "one");
    put("other", "one.txt", "other");
    put("other", "two.txt", "two");
    kept = put("versions", "kept.txt", "kept");
  }

  @AfterAll
  static void stop() {
    clients.close();
    aws.close();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  private static String put(String bucket, String key, String content) {
    return s3.putObject(
            request -> request.bucket(bucket).key(key),
            AsyncRequestBody.fromBytes(content.getBytes(UTF_8)))
        .join()
        .versionId();
  }

  private PlanFile plan(String settings, String manifest)
      throws IOException, InvalidPublicationException {
    var over = Settings.whole(ConfigFactory.parseString(settings)).over(config());
    return new Planner(s3, PlanSettings.from(over), Spool.open(directory))
        .plan(() -> new ByteArrayInputStream(manifest.getBytes(UTF_8)));
  }

  private static Config config() {
    return ConfigFactory.parseString(
            "bindery.exchange { sources = [lab, other, versions, access, missing], requests = 4 }")
        .withFallback(ConfigFactory.parseResources("application.conf").resolve())
        .getConfig("bindery.exchange");
  }

  private static String manifest(String... assets) {
    var list = new ArrayList<String>();
    for (var asset : assets) {
      int slash = asset.indexOf('/');
      list.add(
          "{\"Bucket\": \"%s\", \"Key\": \"%s\"}"
              .formatted(asset.substring(0, slash), asset.substring(slash + 1)));
    }
    return "{\"asset_list\": [%s], \"dataset_id\": \"%s\"}".formatted(String.join(",\n", list), ID);
  }

  private List<String> problems(String settings, String manifest) {
    var problems = new ArrayList<String>();
    assertThatExceptionOfType(InvalidPublicationException.class)
        .isThrownBy(
            () -> {
              try (var plan = plan(settings, manifest)) {
                assertThat(plan.summary()).isNull();
              }
            })
        .satisfies(e -> e.problems().stream().map(Problem::toString).forEach(problems::add));
    return problems;
  }

  @Test
  void foldersAndObjectsBecomeRevisionsAndJobs() throws Exception {
    var settings = "quotas { assets-per-revision = 400, assets-per-job = 90, jobs-at-once = 3 }";
    String digest;
    try (var plan = plan(settings, manifest("lab/run/", "other/two.txt", "lab/one.txt"))) {
      var summary = plan.summary();
      assertThat(summary.assets()).isEqualTo(1_052);
      assertThat(summary.bytes()).isEqualTo(1_050 * 2 + 6);
      assertThat(summary.revisions()).isEqualTo(3);
      assertThat(summary.jobs()).isEqualTo(5 + 5 + 3);
      assertThat(summary.estimate()).hasSeconds(5 * 51);
      var keys = new ArrayList<String>();
      long bytes = 0;
      try (var again = PlanFile.open(plan.path())) {
        assertThat(again.summary()).isEqualTo(summary);
        for (long i = 0; i < 3; i++) {
          var revision = again.revision(i);
          bytes += revision.bytes();
          int assets = 0;
          for (int job = 0; job < revision.jobs(); job++) {
            var some = again.assets(revision, job);
            assertThat(some).hasSizeBetween(1, 90);
            assets += some.size();
            some.forEach(asset -> keys.add(asset.object().key()));
            assertThat(some).allMatch(asset -> asset.etag().length() == 32);
          }
          assertThat(assets).isEqualTo(revision.assets()).isLessThanOrEqualTo(400);
        }
      }
      assertThat(bytes).isEqualTo(summary.bytes());
      assertThat(keys).hasSize(1_052).isSorted().doesNotHaveDuplicates();
      assertThat(keys).contains("one.txt", "two.txt").doesNotContain("run/", "run/empty");
      digest = summary.digest();
    }
    try (var plan = plan("", manifest("other/two.txt", "lab/one.txt", "lab/run/"))) {
      assertThat(plan.summary().digest()).isEqualTo(digest);
      assertThat(plan.summary().revisions()).isEqualTo(1);
    }
    try (var plan = plan("", manifest("lab/one.txt", "lab/run/"))) {
      assertThat(plan.summary().digest()).isNotEqualTo(digest);
    }
  }

  @Test
  void tellsAllThatIsNotThere() {
    assertThat(
            problems(
                "",
                manifest(
                    "lab/no.txt",
                    "lab/nothing/",
                    "missing/x",
                    "missing/y/",
                    "lab/one.txt",
                    "lab/hollow/")))
        .containsExactly(
            "line 1, column 17, asset_list[0]: s3://lab/no.txt does not exist.",
            "line 2, column 1, asset_list[1].Key: folder s3://lab/nothing/ is empty, or not there:"
                + " zero-byte objects do not count.",
            "line 3, column 1, asset_list[2]: s3://missing/x does not exist.",
            "line 4, column 1, asset_list[3]: s3://missing/y/ does not exist.",
            "line 6, column 1, asset_list[5].Key: folder s3://lab/hollow/ is empty, or not there:"
                + " zero-byte objects do not count.");
    assertThat(problems("quotas.asset-bytes = 2", manifest("lab/one.txt")))
        .singleElement()
        .asString()
        .contains("s3://lab/one.txt has 3 bytes: an asset has at most 2");
    assertThat(
            problems(
                "quotas { assets-per-revision = 100, revisions-per-data-set = 10 }",
                manifest("lab/run/")))
        .containsExactly(
            "asset_list: 1,050 assets make 11 revisions: a data set has at most 10"
                + " (bindery.exchange.quotas.revisions-per-data-set).");
  }

  @Test
  void tellsWhatIsThereTwice() throws Exception {
    assertThat(
            problems("", manifest("lab/run/0007.bin", "lab/one.txt", "lab/run/", "other/one.txt")))
        .containsExactlyInAnyOrder(
            "line 3, column 1, asset_list: s3://lab/run/0007.bin is there twice: by entry 0 and by"
                + " entry 2. Keep one of them.",
            "line 4, column 1, asset_list: s3://lab/one.txt (entry 1) and s3://other/one.txt (entry"
                + " 3) would be assets of one name: rename one, or set bindery.exchange.same-key ="
                + " split, which puts them into different revisions.");
    try (var plan =
        plan("same-key = split", manifest("other/one.txt", "lab/one.txt", "other/two.txt"))) {
      assertThat(plan.summary().revisions()).isEqualTo(2);
      assertThat(plan.assets(plan.revision(0), 0))
          .extracting(Asset::name)
          .containsExactly("s3://lab/one.txt", "s3://other/two.txt");
      assertThat(plan.assets(plan.revision(1), 0))
          .extracting(Asset::name)
          .containsExactly("s3://other/one.txt");
    }
  }

  @Test
  void aPackageIsPublishedAtItsVersions() throws Exception {
    var good = revision(S3Uri.of("versions", "kept.txt", kept), 4);
    try (var plan = plan("", good)) {
      assertThat(plan.assets(plan.revision(0), 0))
          .singleElement()
          .satisfies(asset -> assertThat(asset.object().versionId()).contains(kept));
      assertThat(plan.summary().notices()).isEmpty();
    }
    try (var plan = plan("", revision(S3Uri.of("lab", "one.txt"), 3))) {
      assertThat(plan.summary().notices())
          .containsExactly(
              "1 entries of the package have no version: only their sizes were compared.");
    }
    try (var plan =
        plan("", revision(S3Uri.of("versions", "kept.txt", kept), 4, "a", "b", "again/c"))) {
      assertThat(plan.assets(plan.revision(0), 0)).hasSize(1);
      assertThat(plan.summary().notices())
          .containsExactly(
              "2 entries of the package name objects that other entries name as well: each object"
                  + " is one asset.");
    }
    var old = put("versions", "changed.txt", "same size");
    put("versions", "changed.txt", "size same");
    assertThat(problems("", revision(S3Uri.of("versions", "changed.txt", old), 9)))
        .singleElement()
        .asString()
        .startsWith("package entry 0: s3://versions/changed.txt?versionId=" + old)
        .contains("has changed since the package was made");
    assertThat(problems("", revision(S3Uri.of("lab", "one.txt"), 4)))
        .singleElement()
        .asString()
        .contains("has changed since");
    assertThat(problems("", revision(S3Uri.of("secret", "one.txt"), 4)))
        .singleElement()
        .asString()
        .contains("entry 'a': bucket 'secret' may not be published from");
    put("lab", ".quilt/packages/" + "0f".repeat(32), "no manifest");
    assertThat(problems("", packageManifest("0f".repeat(32))))
        .singleElement()
        .asString()
        .contains("is no manifest: ");
    assertThat(problems("", packageManifest("1f".repeat(32))))
        .singleElement()
        .asString()
        .contains("s3://lab has no such revision");
  }

  /** A manifest that publishes a new revision with one entry. */
  private static String revision(S3Uri object, long size) throws IOException {
    return revision(object, size, "a");
  }

  /** A manifest that publishes a new revision that shows an object under some names. */
  private static String revision(S3Uri object, long size, String... names) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = new ManifestWriter(bytes, ManifestHeader.builder().build());
    for (var name : Stream.of(names).map(LogicalKey::new).sorted().toList()) {
      writer.entry(
          new ManifestEntry(
              name, object, size, new ObjectHash(ChecksumType.SHA256, "0".repeat(64))));
    }
    var hash = writer.finish().topHash().value();
    put("lab", ".quilt/packages/" + hash, bytes.toString(UTF_8));
    return packageManifest(hash);
  }

  private static String packageManifest(String hash) {
    return "{\"package\": \"quilt+s3://lab#package=a/b@%s\", \"dataset_id\": \"%s\"}"
        .formatted(hash, ID);
  }

  @Test
  void accessIsGrantedToWhatIsNamedAndNothingElse() throws Exception {
    for (int i = 0; i < 6; i++) {
      put("access", "open/%d".formatted(i), "x");
      put("access", "mixed/%d".formatted(i), "x");
      put("access", "mixed/deep/%d".formatted(i), "x");
    }
    put("access", "mixed/private", "x");
    try (var plan = plan("mode = s3-data-access", manifest("access/open/", "access/mixed/3"))) {
      assertThat(plan.summary().access())
          .contains(new Access("access", List.of("open/"), List.of("mixed/3")));
      assertThat(plan.summary().revisions()).isEqualTo(1);
      assertThat(plan.summary().notices()).singleElement().asString().contains("comes into");
    }
    var all = new ArrayList<String>();
    for (int i = 0; i < 6; i++) {
      all.add("access/open/" + i);
      all.add("access/mixed/deep/" + i);
    }
    all.add("access/mixed/1");
    try (var plan = plan("mode = s3-data-access", manifest(all.toArray(new String[0])))) {
      assertThat(plan.summary().access())
          .contains(new Access("access", List.of("mixed/deep/", "open/"), List.of("mixed/1")));
    }
    for (int i = 2; i < 6; i++) {
      all.add("access/mixed/" + i);
    }
    assertThat(problems("mode = s3-data-access", manifest(all.toArray(new String[0]))))
        .singleElement()
        .asString()
        .contains("names at most 5 folders and keys together");
    assertThat(problems("mode = s3-data-access", manifest("access/open/", "other/two.txt")))
        .singleElement()
        .asString()
        .contains("shares objects of one bucket");
  }
}
