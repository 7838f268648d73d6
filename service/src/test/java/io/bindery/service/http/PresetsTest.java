package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.platform.preset.PresetFile;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.service.BinderyService;
import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Each preset from the upload of a run to its package, on one node. */
class PresetsTest {
  private static final String[] JSON_BODY = {"Content-Type", "application/json"};
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();
  private static final Path SAMPLES =
      Path.of(System.getProperty("bindery.root", ".."), "samples", "presets");

  /**
   * What is expected of a preset.
   *
   * @param folder where its sample is uploaded to, in a bucket of the preset's name
   * @param marker the file that is written last
   * @param name of the package
   * @param values of the metadata, as a pointer, the value, and its source
   */
  private record Case(
      String preset, String folder, String marker, String name, List<List<String>> values) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "illumina-novaseq",
              "260105_A09999_0007_AHSAMPLDRX/",
              "CopyComplete.txt",
              "illumina/260105_A09999_0007_AHSAMPLDRX",
              List.of(
                  List.of(
                      "run_id", "260105_A09999_0007_AHSAMPLDRX", "RunInfo.xml#/RunInfo/Run/@Id"),
                  List.of("flowcell", "HSAMPLDRX", "RunInfo.xml#/RunInfo/Run/Flowcell"),
                  List.of("run_number", "7", "RunInfo.xml#/RunInfo/Run/@Number"),
                  List.of(
                      "control_software",
                      "1.8.0",
                      "RunParameters.xml#/RunParameters/ApplicationVersion"))),
          new Case(
              "illumina-miseq",
              "260106_M09999_0012_000000000-SAMPL/",
              "RTAComplete.txt",
              "illumina/260106_M09999_0012_000000000-SAMPL",
              List.of(
                  List.of("instrument", "M09999", "RunInfo.xml#/RunInfo/Run/Instrument"),
                  List.of(
                      "platform",
                      "MiSeq Control Software",
                      "runParameters.xml#/RunParameters/Setup/ApplicationName"))),
          new Case(
              "ont-minknow",
              "sample-experiment/sample-1/20260107_0800_MN09999_FSAMPLE1_0a1b2c3d/",
              "final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt",
              "ont/20260107_0800_MN09999_FSAMPLE1_0a1b2c3d",
              List.of(
                  List.of(
                      "sample",
                      "sample-1",
                      "final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt#sample_id"),
                  List.of(
                      "pod5_files",
                      "1",
                      "final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt#pod5_files_in_final_dest"))),
          new Case(
              "pacbio-revio",
              "r84999_20260108_120000/1_A01/",
              "metadata/.m84999_260108_120000_s1.transferdone",
              "pacbio/r84999_20260108_120000_1_A01",
              List.of(
                  List.of(
                      "movie",
                      "m84999_260108_120000_s1",
                      "pb_formats/m84999_260108_120000_s1.hifi_reads.consensusreadset.xml#/*/DataSetMetadata/Collections/CollectionMetadata/@Context"),
                  List.of(
                      "reads",
                      "1000",
                      "pb_formats/m84999_260108_120000_s1.hifi_reads.consensusreadset.xml#/*/DataSetMetadata/NumRecords"))),
          new Case(
              "nextflow",
              "demo/run-1/",
              "pipeline_info/execution_report_2026-01-11_10-00-00.html",
              "demo/run-1",
              List.of(
                  List.of(
                      "workflow",
                      "nf-core/demo",
                      "ro-crate-metadata.json#/@graph/[@type=ComputationalWorkflow]/name"),
                  List.of(
                      "nextflow_version",
                      "24.10.3",
                      "pipeline_info/nf_core_demo_software_mqc_versions.yml#/Workflow/Nextflow"),
                  List.of(
                      "genome",
                      "GRCh38",
                      "pipeline_info/params_2026-01-11_10-00-00.json#/genome"))),
          new Case(
              "bids",
              "tapping/",
              "dataset_description.json",
              "bids/tapping",
              List.of(
                  List.of("title", "Sample of finger tapping", "dataset_description.json#/Name"),
                  List.of("bids_version", "1.9.0", "dataset_description.json#/BIDSVersion"))),
          new Case(
              "ome-zarr",
              "sample.zarr/",
              ".zattrs",
              "ome-zarr/sample-zarr",
              List.of(
                  List.of("title", "sample-image", ".zattrs#/multiscales/0/name"),
                  List.of("levels", "2", ".zattrs#/multiscales/0/datasets/*"))),
          new Case(
              "generic",
              "reader/day-1/",
              "_SUCCESS",
              "reader/day-1",
              List.of(
                  List.of("title", "Sample of a plate reader", "datapackage.json#/title"),
                  List.of("license", "CC0-1.0", "datapackage.json#/licenses/0/name"))));

  @TempDir static Path directory;

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.rule("default", "aws-s3", "{\"source\": [\"aws.s3\"]}", fixture.queue("notices"), null);
    var buckets = new ArrayList<>(CASES.stream().map(Case::preset).toList());
    buckets.addAll(List.of("bare", "mine", "switched", "renamed"));
    service =
        fixture.start(
            """
            bindery.router.announce.packager-queue-url = ${bindery.packager.queue.url}
            bindery.packager {
              sources = "%1$s", registries = "%1$s", sweep-interval = 500 ms
            }
            """
                .formatted(String.join(",", buckets)));
    api = service.api().orElseThrow();
    buckets.forEach(fixture::createWatchedBucket);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static String call(String method, String path, String body) {
    var reply = fixture.send(method, api.resolve("/api/v1/" + path), body, JSON_BODY);
    return reply.statusCode() + " " + reply.body();
  }

  private static JsonNode get(String path) {
    try {
      return JSON.readTree(fixture.get(api.resolve("/api/v1/" + path)).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(String preset) {
    var root = SAMPLES.resolve(preset);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(root::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletableFuture<?> put(Case one, Path file) {
    var content = AsyncRequestBody.fromFile(SAMPLES.resolve(one.preset()).resolve(file));
    return fixture
        .aws
        .s3()
        .putObject(r -> r.bucket(one.preset()).key(one.folder() + file), content);
  }

  /** The only batch of a folder, as reason and number of files. */
  private static List<String> closed(Case one) {
    return fixture.query(
        "SELECT reason, files FROM closed_batch WHERE bucket = '%s' AND prefix = '%s'"
            .formatted(one.preset(), one.folder()));
  }

  private static JsonNode condition(Case one, String name) {
    var explained = get("explain?bucket=%s&prefix=%s".formatted(one.preset(), one.folder()));
    for (var condition : explained.findPath("conditions")) {
      if (condition.path("name").asText().equals(name)) {
        return condition;
      }
    }
    return JSON.missingNode();
  }

  @Test
  void eachRunIsPackagedWhenItsMarkerHasCome() {
    for (var one : CASES) {
      // The rest, the marker above all, is the preset's.
      var quick = one.preset().equals("generic") ? "\"settle\": \"0 s\"" : "\"quiet\": \"5 s\"";
      assertThat(
              call(
                  "PUT",
                  "buckets/%s/policy".formatted(one.preset()),
                  "{\"preset\": \"%s\", \"trigger\": {%s}}".formatted(one.preset(), quick)))
          .startsWith("200 ");
    }
    for (var one : CASES) {
      CompletableFuture.allOf(
              files(one.preset()).stream()
                  .filter(file -> !isMarker(one, file))
                  .map(file -> put(one, file))
                  .toArray(CompletableFuture[]::new))
          .join();
    }
    // Long quiet, all of them, and none is closed: what they wait for is the marker.
    for (var one : CASES) {
      await(one.preset())
          .atMost(PATIENCE)
          .until(
              () ->
                  condition(one, "quiet").path("met").asBoolean()
                      || (one.preset().equals("generic")
                          && condition(one, "quiet").path("have").asLong() > 1000));
      assertThat(closed(one)).as(one.preset()).isEmpty();
      assertThat(condition(one, "marker").path("met").asBoolean(true)).as(one.preset()).isFalse();
    }
    CompletableFuture.allOf(
            CASES.stream()
                .flatMap(
                    one ->
                        files(one.preset()).stream()
                            .filter(file -> isMarker(one, file))
                            .map(file -> put(one, file)))
                .toArray(CompletableFuture[]::new))
        .join();
    for (var one : CASES) {
      await(one.preset()).atMost(PATIENCE).until(() -> !closed(one).isEmpty());
      var reason = one.preset().equals("generic") ? "marker" : "all";
      var counted =
          files(one.preset()).stream().filter(file -> !file.startsWith("Thumbnail_Images")).count();
      assertThat(closed(one)).as(one.preset()).containsExactly(reason + " " + counted);
      check(one);
    }
  }

  /** Whether it is one of those that are uploaded last. */
  private static boolean isMarker(Case one, Path file) {
    var name = file.getFileName().toString();
    return PresetFile.of(one.preset())
        .orElseThrow()
        .router()
        .getStringList("trigger.marker")
        .stream()
        .anyMatch(marker -> PathPattern.glob(marker, name));
  }

  private static void check(Case one) {
    var revision = Revision.await(fixture.aws.s3(), one.preset(), one.name());
    assertThat(revision.metadata().at("/preset/name").asText()).isEqualTo(one.preset());
    for (var value : one.values()) {
      assertThat(revision.metadata().path(value.get(0)).asText())
          .as("%s of %s", value.get(0), one.preset())
          .isEqualTo(value.get(1));
      assertThat(revision.metadata().at("/preset/sources").path(value.get(0)).asText())
          .isEqualTo(value.get(2));
    }
    assertThat(revision.keys())
        .contains(one.marker())
        .noneMatch(key -> key.contains("Thumbnail_Images"));
    assertThat(get("packages/jobs?name=%s".formatted(one.name())).at("/jobs/0").has("warnings"))
        .as(one.preset())
        .isFalse();
  }

  private static String preset(String bucket, String preset, String quiet) {
    return call(
        "PUT",
        "buckets/%s/policy".formatted(bucket),
        "{\"preset\": \"%s\", \"trigger\": {\"quiet\": \"%s\"}}".formatted(preset, quiet));
  }

  private static void upload(String preset, String bucket, String folder) {
    CompletableFuture.allOf(
            files(preset).stream()
                .map(
                    file ->
                        fixture
                            .aws
                            .s3()
                            .putObject(
                                r -> r.bucket(bucket).key(folder + file),
                                AsyncRequestBody.fromFile(SAMPLES.resolve(preset).resolve(file))))
                .toArray(CompletableFuture[]::new))
        .join();
  }

  private static List<String> batches(String bucket) {
    return fixture.query(
        "SELECT prefix, reason FROM closed_batch WHERE bucket = '%s' ORDER BY closed_at"
            .formatted(bucket));
  }

  /** The run is complete before somebody sees that the preset was the wrong one. */
  @Test
  void whoChoosesTheRightPresetLaterWaitsForNothingMore() {
    var run = "260106_M09999_0012_000000000-SAMPL/";
    assertThat(preset("switched", "illumina-novaseq", "2 s")).startsWith("200 ");
    upload("illumina-miseq", "switched", run);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                get("explain?bucket=switched&prefix=" + run)
                    .findPath("conditions")
                    .toString()
                    .matches(".*\"quiet\",\"met\":true.*"));
    assertThat(batches("switched")).isEmpty();

    assertThat(preset("switched", "illumina-miseq", "2 s")).startsWith("200 ");

    await().atMost(PATIENCE).until(() -> !batches("switched").isEmpty());
    assertThat(batches("switched")).containsExactly(run + " all");
    var name = "illumina/260106_M09999_0012_000000000-SAMPL";
    assertThat(
            Revision.await(fixture.aws.s3(), "switched", name)
                .metadata()
                .at("/preset/name")
                .asText())
        .isEqualTo("illumina-miseq");
  }

  /** S3 renames nothing: a folder is copied, and the old one deleted. */
  @Test
  void aRenamedFolderIsAnotherRunAndAnOverwrittenMarkerAnotherRevision() {
    var first = "260107_M09999_0013_000000000-FIRST/";
    var second = "260107_M09999_0013_000000000-SECND/";
    assertThat(preset("renamed", "illumina-miseq", "1 s")).startsWith("200 ");
    upload("illumina-miseq", "renamed", first);
    await().atMost(PATIENCE).until(() -> batches("renamed").size() == 1);
    var s3 = fixture.aws.s3();
    var before = Revision.await(s3, "renamed", "illumina/" + first.replace("/", ""));

    for (var file : files("illumina-miseq")) {
      s3.copyObject(
              r ->
                  r.sourceBucket("renamed")
                      .sourceKey(first + file)
                      .destinationBucket("renamed")
                      .destinationKey(second + file))
          .join();
      s3.deleteObject(r -> r.bucket("renamed").key(first + file)).join();
    }

    await().atMost(PATIENCE).until(() -> batches("renamed").size() == 2);
    assertThat(batches("renamed")).containsExactly(first + " all", second + " all");
    var after = Revision.await(s3, "renamed", "illumina/" + second.replace("/", ""));
    assertThat(after.keys()).isEqualTo(before.keys());
    // What was packaged is there still, as versions: the old package did not lose its files.
    assertThat(Revision.count(s3, "renamed", "illumina/" + first.replace("/", ""))).isOne();
    assertThat(after.physicalKeys()).allMatch(key -> key.contains(second));

    fixture.put("renamed", second + "RTAComplete.txt", "again");

    await().atMost(PATIENCE).until(() -> batches("renamed").size() == 3);
    await()
        .atMost(PATIENCE)
        .until(() -> Revision.count(s3, "renamed", "illumina/" + second.replace("/", "")) == 2);
  }

  @Test
  void aPresetThatDoesNotExistIsRefusedWithThoseThatDo() {
    assertThat(call("PUT", "buckets/bare/policy", "{\"preset\": \"novaseq\"}"))
        .startsWith("422 ")
        .contains("policy.preset = ", "it must be one of illumina-novaseq, illumina-miseq,");
    assertThat(
            call(
                "PUT",
                "buckets/bare/policy",
                "{\"overrides\": [{\"prefix\": \"a/**\", \"preset\": \"x\"}]}"))
        .startsWith("422 ")
        .contains("policy.overrides[0].preset");
    assertThat(
            call("PUT", "buckets/bare/package-policies", "{\"policies\": [{\"preset\": \"x\"}]}"))
        .startsWith("422 ")
        .contains("policies[0].preset", "generic, or none");
  }

  @Test
  void whatAPresetDecidesIsInTheEffectivePolicy() {
    assertThat(call("PUT", "buckets/mine/policy", "{\"preset\": \"bids\", \"prefix-depth\": 4}"))
        .startsWith("200 ");
    var effective = get("buckets/mine/policy").path("effective");
    assertThat(effective.path("preset").asText()).isEqualTo("bids");
    assertThat(effective.path("prefix-depth").asInt()).isEqualTo(4);
    assertThat(effective.at("/trigger/marker/0").asText()).isEqualTo("dataset_description.json");
    assertThat(effective.at("/trigger/min-count").asInt()).isEqualTo(1);
  }

  @Test
  void whatIsMissingIsAWarningOfTheJob() {
    assertThat(
            call(
                "PUT",
                "buckets/bare/policy",
                "{\"preset\": \"illumina-miseq\", \"trigger\": {\"quiet\": \"1 h\"}}"))
        .startsWith("200 ");
    fixture.put("bare", "run-1/runParameters.xml", "<RunParameters");
    fixture.put("bare", "run-1/reads.bcl", "x");

    var out = bindery("package", "s3://bare/run-1/", "--wait", "--url=" + api);

    assertThat(out)
        .contains("package   illumina/run-1 in s3://bare")
        .contains("warning   There is no RunInfo.xml in the folder, which preset illumina-miseq")
        .contains("warning   runParameters.xml is no XML that can be read");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get("packages/jobs?name=illumina/run-1").at("/jobs/0/warnings"))
                    .hasSize(2));
  }

  @Test
  void aFolderIsTriedAndNothingIsChanged() throws IOException {
    var one = CASES.get(2);
    fixture.createBucket("tried");
    for (var file : files(one.preset())) {
      fixture.put(
          "tried",
          "e/s/run/" + file,
          Files.readString(SAMPLES.resolve(one.preset()).resolve(file)));
    }
    var before = fixture.aws.s3().listObjectsV2(r -> r.bucket("tried")).join().contents();
    var config = "--config=" + fixture.configFile(directory, "");

    var out = bindery("preset", "try", "s3://tried/e/s/run/", config);

    assertThat(out.lines())
        .contains(
            "s3://tried/e/s/run/",
            "preset       ont-minknow",
            "recognised   ont-minknow, 100 of 100",
            "          40 final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt: MinKNOW's summary at the end of a run",
            "trigger      final_summary_*.txt, and 10 minutes without a change; after 14 days at the latest",
            "marker       final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt",
            "folder       is at depth 3, as the preset has it",
            "package      ont/run",
            "metadata     flowcell = \"FSAMPLE1\"  (final_summary_FSAMPLE1_0a1b2c3d_4e5f6071.txt#flow_cell_id)");
    var json = JSON.readTree(bindery("preset", "try", "s3://tried/e/s/run", "--json", config));
    assertThat(json.at("/recognized/0/preset").asText()).isEqualTo("ont-minknow");
    assertThat(json.path("package_name").asText()).isEqualTo("ont/run");
    assertThat(bindery("preset", "try", "s3://tried/e/s/run/", "--preset=bids", config))
        .contains("preset       bids", "notice       There is no dataset_description.json");
    assertThat(bindery(1, "preset", "try", "s3://tried/e/s/run/pod5_pass/", config))
        .contains("recognised as nothing");
    assertThat(bindery(4, "preset", "try", "s3://not-there/x/", config))
        .contains("s3://not-there/x/");
    assertThat(bindery(4, "preset", "try", "s3://tried/none/", config))
        .contains("There is no object below s3://tried/none/");
    assertThat(fixture.aws.s3().listObjectsV2(r -> r.bucket("tried")).join().contents())
        .isEqualTo(before);
  }

  private static String bindery(String... arguments) {
    return bindery(0, arguments);
  }

  private static String bindery(int code, String... arguments) {
    var out = new StringWriter();
    int ended =
        Bindery.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    System.out.println("$ bindery " + String.join(" ", arguments) + "\n" + out);
    assertThat(ended).as("%s: %s", List.of(arguments), out).isEqualTo(code);
    return out.toString();
  }
}
