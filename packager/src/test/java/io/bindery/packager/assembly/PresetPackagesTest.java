package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.platform.preset.PresetFile;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Packages of folders that have a preset. */
class PresetPackagesTest extends AssemblyFixture {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NOVASEQ = "[{ bucket = lab, preset = illumina-novaseq }]";

  /**
   * A package.
   *
   * @param header first line of the manifest
   */
  private record Made(JsonNode header, List<String> keys, List<String> warnings) {
    JsonNode metadata() {
      return header.path("user_meta");
    }

    String source(String name) {
      return metadata().at("/preset/sources/" + name).asText();
    }
  }

  private Made assemble(PackagePolicies policies, String folder) throws IOException {
    var running =
        Assembling.assembler(
                kit.system(), s3, new MapCache(), Spool.open(directory), Assembling.PLAIN, policies)
            .start(PackageDescription.of(new SourceFolder("lab", folder)));
    var manifest = running.result().toCompletableFuture().join();
    var lines = Files.readAllLines(manifest.path());
    var keys = lines.stream().skip(1).map(line -> json(line).path("logical_key").asText()).toList();
    return new Made(
        json(lines.get(0)),
        keys,
        running.progress().get().warnings().stream()
            .filter(warning -> !warning.contains("does not keep versions"))
            .toList());
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sample(String preset, String folder) throws IOException {
    var root =
        Path.of(System.getProperty("bindery.root", ".."), "samples", "presets").resolve(preset);
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        s3.put("lab", folder + root.relativize(file), "null", Files.readAllBytes(file));
      }
    }
  }

  private void put(String key, String content) {
    s3.put("lab", key, "null", content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachValueHasItsSource() throws IOException {
    sample("illumina-novaseq", "run-7/");

    var made = assemble(policies(NOVASEQ), "run-7/");

    assertThat(made.metadata().path("run_id").asText()).isEqualTo("260105_A09999_0007_AHSAMPLDRX");
    assertThat(made.metadata().path("experiment").asText()).isEqualTo("sample-experiment");
    assertThat(made.metadata().at("/preset/name").asText()).isEqualTo("illumina-novaseq");
    assertThat(made.source("run_id")).isEqualTo("RunInfo.xml#/RunInfo/Run/@Id");
    assertThat(made.source("experiment"))
        .isEqualTo("RunParameters.xml#/RunParameters/ExperimentName");
    assertThat(made.metadata().at("/preset/sources")).hasSize(made.metadata().size() - 1);
    assertThat(made.keys())
        .contains("CopyComplete.txt")
        .noneMatch(key -> key.contains("Thumbnail"));
    assertThat(made.warnings()).isEmpty();
  }

  @Test
  void ownSettingsStandAboveThePreset() throws IOException {
    sample("illumina-novaseq", "run-7/");
    put("run-7/about.json", "{\"flowcell\": \"mine\"}");

    var made =
        assemble(
            policies(
                """
                [{ bucket = lab, preset = illumina-novaseq, exclude = ["Data"]
                   metadata { instrument = "{segment.1}", preset_by = "lab" }
                   metadata-files = ["about.json"] }]
                """),
            "run-7/");

    assertThat(made.metadata().path("instrument").asText()).isEqualTo("run-7");
    assertThat(made.source("instrument")).isEqualTo("policy");
    assertThat(made.metadata().path("flowcell").asText()).isEqualTo("mine");
    assertThat(made.source("flowcell")).isEqualTo("file about.json");
    assertThat(made.source("run_number")).isEqualTo("RunInfo.xml#/RunInfo/Run/@Number");
    assertThat(made.keys())
        .anyMatch(key -> key.startsWith("Thumbnail_Images/"))
        .noneMatch(key -> key.startsWith("Data/"));
  }

  @Test
  void whatIsMissingOrMalformedCostsItsValuesAndIsTold() throws IOException {
    put("none/reads.bcl", "x");
    var none = assemble(policies(NOVASEQ), "none/");
    assertThat(none.metadata().toString())
        .isEqualTo("{\"preset\":{\"name\":\"illumina-novaseq\",\"sources\":{}}}");
    assertThat(none.warnings())
        .singleElement()
        .asString()
        .startsWith("There is no RunInfo.xml in the folder, which preset illumina-novaseq reads");

    put("broken/RunInfo.xml", "<RunInfo>");
    put("broken/RunParameters.xml", "<!DOCTYPE x><RunParameters/>");
    var broken = assemble(policies(NOVASEQ), "broken/");
    assertThat(broken.keys()).containsExactly("RunInfo.xml", "RunParameters.xml");
    assertThat(broken.warnings())
        .hasSize(2)
        .anyMatch(it -> it.startsWith("RunInfo.xml is no XML that can be read"))
        .anyMatch(it -> it.startsWith("RunParameters.xml has a document type"));

    put("other/RunInfo.xml", "<RunInfo/>");
    put("other/RunParameters.xml", "<Other><ExperimentName>x</ExperimentName></Other>");
    assertThat(assemble(policies(NOVASEQ), "other/").warnings())
        .hasSize(2)
        .anyMatch(it -> it.startsWith("RunInfo.xml has none of the values that are read from it"))
        .anyMatch(it -> it.startsWith("RunParameters.xml has none of the values"));

    put("large/RunInfo.xml", "<RunInfo>" + " ".repeat(2 << 20) + "</RunInfo>");
    assertThat(assemble(policies(NOVASEQ), "large/").warnings())
        .singleElement()
        .asString()
        .startsWith("RunInfo.xml has more than 2097152 bytes");
  }

  @Test
  void whatS3NeverGivesOutCostsItsValuesAndIsTold() throws IOException {
    sample("illumina-novaseq", "run/");
    // What is archived can be packaged if S3 has its checksum: it is read for its values alone.
    var archived = new AtomicBoolean(true);
    s3.firstByte =
        key ->
            key.endsWith("RunInfo.xml") && archived.getAndSet(false)
                ? CompletableFuture.failedFuture(MemoryS3.refused(403, "InvalidObjectState"))
                : CompletableFuture.completedFuture(null);

    var made = assemble(policies(NOVASEQ), "run/");

    assertThat(made.metadata().has("run_id")).isFalse();
    assertThat(made.source("experiment")).startsWith("RunParameters.xml#");
    assertThat(made.warnings())
        .singleElement()
        .asString()
        .contains("RunInfo.xml cannot be read: the package is made without", "run_id");
  }

  @Test
  void thePresetOfTheBucketHoldsUnlessAPolicySaysOtherwise() throws IOException {
    sample("bids", "ds-1/");
    sample("bids", "other/ds-2/");
    sample("bids", "plain/ds-3/");
    var policies =
        policies(
            """
            [{ bucket = lab, prefix = "other/**", commit-message = "mine" }
             { bucket = lab, prefix = "plain/**", preset = none }]
            """);
    policies.follow(folder -> Optional.of(PresetFile.BIDS));

    assertThat(assemble(policies, "ds-1/").metadata().path("title").asText())
        .isEqualTo("Sample of finger tapping");
    assertThat(assemble(policies, "other/ds-2/").metadata().path("bids_version").asText())
        .isEqualTo("1.9.0");
    assertThat(assemble(policies, "plain/ds-3/").metadata().isNull()).isTrue();
  }

  @Test
  void theNewestOfSeveralFilesIsRead() throws IOException {
    sample("nextflow", "out/");
    put("out/pipeline_info/params_2025-01-01_00-00-00.json", "{\"genome\": \"old\"}");
    put("out/pipeline_info/params_2026-02-01_00-00-00.json", "{\"genome\": \"new\"}");
    put("out/pipeline_info/sub/params_2027-01-01.json", "{\"genome\": \"elsewhere\"}");

    var made = assemble(policies("[{ bucket = lab, preset = nextflow }]"), "out/");

    assertThat(made.metadata().path("genome").asText()).isEqualTo("new");
    assertThat(made.source("genome"))
        .isEqualTo("pipeline_info/params_2026-02-01_00-00-00.json#/genome");
  }

  @Test
  void whatS3RefusesForNowIsTriedAgain() {
    s3.put("lab", "run/RunInfo.xml", "null", "<RunInfo/>".getBytes(StandardCharsets.UTF_8));
    s3.firstByte =
        key -> CompletableFuture.failedFuture(SdkClientException.create("the connection broke"));

    assertThatThrownBy(() -> assemble(policies(NOVASEQ), "run/"))
        .satisfies(
            failure -> {
              var known = Failures.of("", failure);
              assertThat(known.isPassing()).isTrue();
              assertThat(known.getMessage()).contains("RunInfo.xml");
            });
  }
}
