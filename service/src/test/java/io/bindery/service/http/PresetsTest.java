package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Each preset from the upload of a run to its package, on one node. */
class PresetsTest extends PresetsFixture {
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
    fixture.put("tried", "half/RunParameters.xml", "<RunParameters/>");
    fixture.put("tried", "half/CopyComplete.txt", "");
    var before = fixture.aws.s3().listObjectsV2(r -> r.bucket("tried")).join().contents();
    var config = "--config=" + fixture.configFile(directory, "");

    var out = bindery("preset", "try", "s3://tried/e/s/run/", config);

    assertThat(out.lines())
        .contains(
            "s3://tried/e/s/run/",
            "preset       ont-minknow",
            "recognized   ont-minknow, 100 of 100",
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
        .contains("recognized as nothing")
        .doesNotContain("near ");
    assertThat(bindery(1, "preset", "try", "s3://tried/half/", config))
        .contains(
            "recognized as nothing",
            "near         illumina-novaseq, but RunInfo.xml is not there or is empty; --preset"
                + " illumina-novaseq tries it all the same");
    assertThat(bindery("preset", "try", "s3://tried/e/s/", "--preset=ont-minknow", config))
        .contains("is at depth 2; the preset has 3: try one of the folders below it");
    assertThat(bindery(4, "preset", "try", "s3://not-there/x/", config))
        .contains("s3://not-there/x/");
    assertThat(bindery(1, "preset", "try", "s3://tried/none/", config))
        .contains("There is no object below s3://tried/none/");
    assertThat(fixture.aws.s3().listObjectsV2(r -> r.bucket("tried")).join().contents())
        .isEqualTo(before);
  }
}
