package io.bindery.packager.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.packager.assembly.CrateSettings.Contents;
import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.packager.world.Assembling;
import io.bindery.packager.world.MapCache;
import io.bindery.packager.world.MemoryS3;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;

/** Packages of crates beyond what the vectors say. */
class CratePackagesTest extends AssemblyFixture {
  private static final String CRATE = "run/ro-crate-metadata.json";

  private static final String DESCRIPTION =
      "{\"source_prefix\": \"s3://lab/run/\", \"metadata_uri\": \"ro-crate-metadata.json\"}";

  @BeforeEach
  void writeNothing() {
    s3.beforeWrite =
        key -> {
          throw new IllegalStateException(key + " is written");
        };
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files).as("temporary files").isEmpty();
    }
  }

  private void put(String key, String content) {
    s3.put("lab", key, "v-" + key.hashCode(), content.getBytes(StandardCharsets.UTF_8));
  }

  /** A crate with these parts and more entities. */
  private void crate(String parts, String... entities) {
    put(
        CRATE,
        "{\"@graph\": [{\"@id\": \"./\", \"@type\": \"Dataset\", \"name\": \"R\", \"hasPart\": [%s]}%s]}"
            .formatted(parts, entities.length == 0 ? "" : ", " + String.join(", ", entities)));
  }

  private static AssemblySettings settings(CrateSettings crates) {
    return new AssemblySettings(
        false,
        BadKeys.SKIP_AND_REPORT,
        Assembling.ONE_LANE,
        Assembling.FEW,
        HashingSettings.DEFAULT,
        WorkflowSettings.DEFAULT,
        ConstructLimits.NONE,
        DescriptionMode.STRICT,
        crates);
  }

  private final List<String> warnings = new ArrayList<>();

  private List<String> make(CrateSettings crates, PackagePolicies policies) throws IOException {
    var description = PackageDescription.parse(DESCRIPTION, DescriptionMode.STRICT);
    var assembler =
        Assembling.assembler(
            kit.system(), s3, new MapCache(), Spool.open(directory), settings(crates), policies);
    try {
      var running = assembler.start(description);
      var manifest = running.result().toCompletableFuture().join();
      warnings.addAll(running.progress().get().warnings());
      var lines = Files.readAllLines(manifest.path(), StandardCharsets.UTF_8);
      manifest.discard();
      return lines;
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }

  private List<String> make() throws IOException {
    return make(CrateSettings.DEFAULT, PackagePolicies.NONE);
  }

  private static List<String> keys(List<String> manifest) {
    return manifest.stream()
        .skip(1)
        .map(line -> line.replaceFirst(".*?\"logical_key\": \"(.*?)\".*", "$1"))
        .toList();
  }

  @Test
  void whoWantsTheWholeFolderHasItWithTheWholeCrate() throws IOException {
    crate("{\"@id\": \"a.txt\"}");
    put("run/a.txt", "a");
    put("run/b.txt", "b");
    var manifest = make(new CrateSettings(Contents.FOLDER, 1 << 20, 10), PackagePolicies.NONE);
    assertThat(keys(manifest)).containsExactly("a.txt", "b.txt", "ro-crate-metadata.json");
    assertThat(manifest.get(0)).contains("\"user_meta\": {\"@graph\": [");
    assertThat(keys(make())).containsExactly("a.txt", "ro-crate-metadata.json");
  }

  @Test
  void thePolicyAddsToTheMetadataButNoSecondSummary() throws IOException {
    crate("\"a.txt\"");
    put("run/a.txt", "a");
    var policies =
        PackagePolicies.from(
            Settings.at(
                ConfigFactory.parseString(
                    "p.policies = [{ bucket = lab, metadata { site = \"{bucket}\" }, ro-crate = on"
                        + " }]"),
                "p"));
    assertThat(make(CrateSettings.DEFAULT, policies).get(0))
        .contains("\"user_meta\": {\"site\": \"lab\", \"package_name\": \"package/run\"}");
  }

  /** Quilt packages the folder then as well; nobody should have to find that out by himself. */
  @Test
  void whatIsCalledACrateAndListsNothingIsTold() throws IOException {
    put("run/a.txt", "a");
    put(CRATE, "{\"@graph\": [{\"@id\": \"ro-crate-root\", \"@type\": \"Dataset\"}]}");
    assertThat(keys(make())).containsExactly("a.txt", "ro-crate-metadata.json");
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("s3://lab/run/ro-crate-metadata.json is no RO-Crate that lists")
        .contains("the whole folder is packaged");
    warnings.clear();
    make(new CrateSettings(Contents.FOLDER, 1 << 20, 10), PackagePolicies.NONE);
    crate("\"a.txt\"");
    make();
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'\"gone.txt\"' | FailedToFetchObjectMetadata | there is no object s3://lab/run/gone.txt:"
            + " upload it",
        "'\"s3://lab/run/a.txt?versionId=none\"' | FailedToFetchObjectMetadata | there is no"
            + " object",
        "'\"s3://denied/x\"' | FailedToFetchObjectMetadata | bucket 'denied' is not allowed",
        "'\"s3://denied/x/\"' | RoCrateFailedToListPrefix | bucket 'denied' is not allowed",
        "'\"a.txt\", \"../other/a.txt\"' | RoCrateInvalidPart | lists '../other/a.txt', which cannot"
            + " be packaged: the part '..' is not allowed",
        "'\"%2e%2e/a.txt\"' | RoCrateInvalidPart | '..' is not allowed",
        "'\"s3://lab/../a.txt/..\"' | RoCrateInvalidPart | '..' is not allowed",
        "'\"d/\", \"s3://lab/other/d/\"' | RoCrateDuplicateEntry | would both be 'd/'",
        "'\"d/\", \"d/e\"' | InvalidLogicalKey | s3://lab/run/d/e is a file and",
        "'\"d/e/x.txt\", \"d/e\"' | InvalidLogicalKey | 'd/e' is a file and also a folder",
        "'\"odd/\"' | InvalidLogicalKey | every part between slashes needs a name",
      })
  void whatCannotBePackagedIsToldByQuiltsName(String parts, String name, String words)
      throws IOException {
    put("run/a.txt", "a");
    put("run/d/e/x.txt", "x");
    put("run/odd//x", "x");
    put("other/d/y.txt", "y");
    if (parts.endsWith("\"d/e\"")) {
      put("run/d/e", "e");
    }
    crate(parts);
    assertThatThrownBy(this::make)
        .isInstanceOf(PackagingException.class)
        .hasMessageStartingWith(name + " {")
        .hasMessageContaining(words);
  }

  @Test
  void twoFoldersWithDifferentObjectsForOnePlaceAreRefused() throws IOException {
    put("else/d/e/x.txt", "other");
    put("run/d/e/x.txt", "x");
    crate("\"s3://lab/else/d/\", \"d/e/\"");
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("RoCrateDuplicateEntry {\"logical_key\":\"d/e/x.txt\"}: ");
  }

  @Test
  void aFileWhosePlaceAFolderHasIsRefusedWhetherItIsThereOrNot() throws IOException {
    put("else/d/x.txt", "other");
    crate("\"s3://lab/else/d/\", \"d/x.txt\"");
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("RoCrateDuplicateEntry {\"logical_key\":\"d/x.txt\"}: ");
  }

  @Test
  void foldersInsideFoldersGiveEachObjectOnce() throws IOException {
    put("run/d/e/x.txt", "x");
    put("run/d/y.txt", "y");
    crate("\"d/e/\", \"d/\"", "{\"@id\": \"d/e/x.txt\", \"@type\": \"File\", \"k\": 1}");
    var manifest = make();
    assertThat(keys(manifest)).containsExactly("d/e/x.txt", "d/y.txt", "ro-crate-metadata.json");
    assertThat(manifest.get(1)).endsWith("\"meta\": {\"user_meta\": {\"k\": 1}}}");
  }

  @Test
  void aFileInItsOwnVersionStandsAboveItsFolder() throws IOException {
    put("run/d/x.txt", "new");
    s3.put(
        "lab",
        new MemoryS3.Stored(
            "run/d/x.txt", "old", SdkBytes.fromUtf8String("older"), false, Optional.empty()));
    crate("\"d/\", \"s3://lab/run/d/x.txt?versionId=old\"");
    // An absolute part has its base name, so both are there.
    assertThat(keys(make())).containsExactly("d/x.txt", "ro-crate-metadata.json", "x.txt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"@graph\": [{\"@id\": \"./\", \"@type\": \"Dataset\", \"hasPart\": [}]} | is not JSON:"
            + " line 1, column 59",
        "{\"@graph\": [ | the text ends too early",
        "{\"@graph\": [{}], \"@graph\": {} \"x\"} | expected ',' or '}'",
        "[1] | is not a JSON object",
        "\"x\" | is not a JSON object",
        "{\"a\": 01} | is not JSON",
        "{} {} | expected the end of the text",
      })
  void aDocumentThatIsNoneIsRefused(String document, String words) {
    put(CRATE, document);
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("InvalidMetadata {")
        .hasMessageContaining(words);
  }

  @Test
  void ofSeveralGraphsTheLastCounts() throws IOException {
    put("run/a.txt", "a");
    put(
        CRATE,
        "{\"@graph\": [{\"@id\": \"./\", \"@type\": \"Dataset\", \"hasPart\": \"gone\"}, {\"@id\":"
            + " \"x\"}, {\"@id\": \"x\", \"y\": 1}], \"@graph\": [{\"@id\": \"./\", \"@type\":"
            + " [\"Dataset\"], \"hasPart\": \"a.txt\"}]}");
    assertThat(keys(make())).containsExactly("a.txt", "ro-crate-metadata.json");
  }

  @Test
  void anEmptyDocumentIsRefusedByTheSameName() {
    put(CRATE, "");
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("InvalidMetadata {")
        .hasMessageContaining("is empty: it must be a JSON object");
  }

  @Test
  void aLargeDocumentThatIsNoCrateIsRefused() {
    put(CRATE, "{\"a\": \"%s\"}".formatted("x".repeat(9 << 20)));
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("InvalidMetadata {")
        .hasMessageContaining("and is no RO-Crate: shorten it");
  }

  @Test
  void aCrateOfTwoGigabytesIsRefusedAtOnce() {
    crate("\"a.txt\"");
    s3.answer = it -> it.toBuilder().contentLength(2L << 30).build();
    assertThatThrownBy(this::make)
        .hasMessageStartingWith("InvalidMetadata {")
        .hasMessageContaining("raise bindery.packager.crates.max-bytes");
    // Whatever length was told, no more is read.
    s3.answer = it -> it.toBuilder().contentLength(null).build();
    crate("\"a.txt\"", "{\"@id\": \"#x\", \"x\": \"%s\"}".formatted("x".repeat(9 << 20)));
    assertThatThrownBy(
            () -> make(new CrateSettings(Contents.LISTED, 9 << 20, 10), PackagePolicies.NONE))
        .hasMessageStartingWith("InvalidMetadata {")
        .hasMessageContaining("more than the 9437184 bytes that are allowed");
  }

  @Test
  void whatMayNotBeReadForNowIsWaitedFor() {
    put("run/a.txt", "a");
    s3.denied.add("raw");
    crate("\"s3://raw/x\"");
    assertThatThrownBy(this::make)
        .isInstanceOfSatisfying(
            PackagingException.class,
            failure -> {
              assertThat(failure).hasMessageStartingWith("FailedToFetchObjectMetadata {");
              assertThat(failure.reason()).isEqualTo(FailureReason.NO_RIGHT);
              assertThat(failure.waitingFor()).isPresent();
            });
    crate("\"s3://raw/x/\"");
    assertThatThrownBy(this::make)
        .isInstanceOfSatisfying(
            PackagingException.class,
            failure -> {
              assertThat(failure).hasMessageStartingWith("RoCrateFailedToListPrefix {");
              assertThat(failure.waitingFor()).isPresent();
            });
  }
}
