package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A service with a bucket for each preset, and runs of the instruments and pipelines. */
abstract class PresetsFixture {
  private static final String[] JSON_BODY = {"Content-Type", "application/json"};
  static final Duration PATIENCE = Duration.ofMinutes(2);
  static final JsonMapper JSON = new JsonMapper();
  static final Path SAMPLES =
      Path.of(System.getProperty("bindery.root", ".."), "samples", "presets");

  /**
   * What is expected of a preset.
   *
   * @param folder where its sample is uploaded to, in a bucket of the preset's name
   * @param marker the file that is written last
   * @param name of the package
   * @param values of the metadata, as a pointer, the value, and its source
   */
  record Case(
      String preset, String folder, String marker, String name, List<List<String>> values) {}

  static final List<Case> CASES =
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
  static ServiceFixture fixture;
  private static BinderyService service;
  static URI api;

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

  static String call(String method, String path, String body) {
    var reply = fixture.send(method, api.resolve("/api/v1/" + path), body, JSON_BODY);
    return reply.statusCode() + " " + reply.body();
  }

  static JsonNode get(String path) {
    try {
      return JSON.readTree(fixture.get(api.resolve("/api/v1/" + path)).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(String preset) {
    var root = SAMPLES.resolve(preset);
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(Files::isRegularFile).map(root::relativize).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static CompletableFuture<?> put(Case one, Path file) {
    var content = AsyncRequestBody.fromFile(SAMPLES.resolve(one.preset()).resolve(file));
    return fixture
        .aws
        .s3()
        .putObject(r -> r.bucket(one.preset()).key(one.folder() + file), content);
  }

  /** The only batch of a folder, as reason and number of files. */
  static List<String> closed(Case one) {
    return fixture.query(
        "SELECT reason, files FROM closed_batch WHERE bucket = '%s' AND prefix = '%s'"
            .formatted(one.preset(), one.folder()));
  }

  static JsonNode condition(Case one, String name) {
    var explained = get("explain?bucket=%s&prefix=%s".formatted(one.preset(), one.folder()));
    for (var condition : explained.findPath("conditions")) {
      if (condition.path("name").asText().equals(name)) {
        return condition;
      }
    }
    return JSON.missingNode();
  }

  /** Whether it is one of those that are uploaded last. */
  static boolean isMarker(Case one, Path file) {
    var name = file.getFileName().toString();
    return PresetFile.of(one.preset())
        .orElseThrow()
        .router()
        .getStringList("trigger.marker")
        .stream()
        .anyMatch(marker -> PathPattern.glob(marker, name));
  }

  static void check(Case one) {
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

  static String preset(String bucket, String preset, String quiet) {
    return call(
        "PUT",
        "buckets/%s/policy".formatted(bucket),
        "{\"preset\": \"%s\", \"trigger\": {\"quiet\": \"%s\"}}".formatted(preset, quiet));
  }

  static void upload(String preset, String bucket, String folder) {
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

  static List<String> batches(String bucket) {
    return fixture.query(
        "SELECT prefix, reason FROM closed_batch WHERE bucket = '%s' ORDER BY closed_at"
            .formatted(bucket));
  }

  static String bindery(String... arguments) {
    return bindery(0, arguments);
  }

  static String bindery(int code, String... arguments) {
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
