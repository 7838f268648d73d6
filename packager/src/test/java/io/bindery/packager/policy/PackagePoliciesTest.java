package io.bindery.packager.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.packager.preset.Preset;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.pattern.PathPattern;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PackagePoliciesTest {
  private static PackagePolicies policies(String list) {
    return PackagePolicies.from(
        Settings.at(
            ConfigFactory.parseString(
                "packager { registries = [held], policies = %s }".formatted(list)),
            "packager"));
  }

  @Test
  void theFirstThatFitsIsTheRule() {
    var policies =
        policies(
            """
            [ { bucket = lab, prefix = "runs/*", exclude = a }
              { bucket = lab, prefix = "runs", exclude = b, ignore-file = gitignore }
              { bucket = other, exclude = c } ]
            """);

    assertThat(policies.contents(new SourceFolder("lab", "runs/1/2/")).exclude())
        .containsExactly(PathPattern.of("a"));
    assertThat(policies.contents(new SourceFolder("lab", "runs/")))
        .isEqualTo(new ContentRules(java.util.List.of(PathPattern.of("b")), IgnoreStyle.GITIGNORE));
    assertThat(policies.contents(new SourceFolder("lab", ""))).isEqualTo(ContentRules.ALL);
    assertThat(policies.contents(new SourceFolder("other", "")).exclude())
        .containsExactly(PathPattern.of("c"));
    assertThat(policies.contents(new SourceFolder("third", "runs/1/"))).isEqualTo(ContentRules.ALL);
  }

  @Test
  void objectsAreHashedAheadWhereThePolicySaysSoAndAPackageIsMade() {
    var policies =
        policies(
            """
            [ { bucket = lab, prefix = "runs/off", hash-ahead = off }
              { bucket = lab, prefix = "runs/none", hash-ahead = on, package = off }
              { bucket = lab, prefix = "runs/**", hash-ahead = on }
              { bucket = lab }
              { bucket = other } ]
            """);

    assertThat(policies.hashedAhead()).containsExactly("lab");
    assertThat(policies.hashesAhead(new SourceFolder("lab", "runs/7/"))).isTrue();
    assertThat(policies.hashesAhead(new SourceFolder("lab", "runs/off/7/"))).isFalse();
    assertThat(policies.hashesAhead(new SourceFolder("lab", "runs/none/7/"))).isFalse();
    assertThat(policies.hashesAhead(new SourceFolder("lab", "else/"))).isFalse();
    assertThat(policies.hashesAhead(new SourceFolder("other", ""))).isFalse();
    assertThat(policies.hashesAhead(new SourceFolder("third", ""))).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void eachPresetIsAPolicy(PresetFile preset) {
    var folder = new SourceFolder("lab", "a/b/c/");
    var policies = policies("[{ bucket = lab, preset = %s }]".formatted(preset.word()));
    assertThat(policies.metadata(folder).preset()).contains(Preset.of(preset));
    assertThat(policies.defaults(Instant.EPOCH).name(folder).value()).isNotEmpty();
    // The root of a bucket has no folders to be named by.
    assertThat(policies.defaults(Instant.EPOCH).name(new SourceFolder("lab", "")).value())
        .isNotEmpty();
    // All that it says is a setting of policies.
    var alone = Settings.whole(preset.packager());
    assertThat(alone.has("bucket") || alone.has("prefix") || alone.has("registry")).isFalse();
    assertThat(
            PackagePolicies.NONE
                .read(
                    Settings.whole(
                        preset.packager().withFallback(ConfigFactory.parseString("bucket = lab"))))
                .contents())
        .isEqualTo(policies.contents(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ prefix = x }|packager.policies[0].bucket",
        "{ bucket = lab, exclud = x }|packager.policies[0].exclud",
        "{ bucket = lab, ignore-file = git }|packager.policies[0].ignore-file",
        "{ bucket = lab, prefix = \"/x\" }|packager.policies[0].prefix",
        "{ bucket = lab, quarantine = unlisted }|packager.policies[0].quarantine",
        "{ bucket = lab, registry = held, quarantine = held }|packager.policies[0].quarantine",
        "{ bucket = held, quarantine = held }|packager.policies[0].quarantine",
        "{ bucket = lab, notices { topic-arn = lab } }|packager.policies[0].notices.topic-arn",
        "{ bucket = lab, notices { sucess = on } }|packager.policies[0].notices.sucess",
        "{ bucket = lab, enhance { readme = maybe } }|packager.policies[0].enhance.readme",
        "{ bucket = lab, enhance { redme = on } }|packager.policies[0].enhance.redme",
        "{ bucket = lab, enhance { readme-template = \"{date}\" } }|packager.policies[0].enhance.readme-template",
        "{ bucket = lab, exclude = [\"/x\"] }|packager.policies[0].exclude",
        "{ bucket = lab, preset = novaseq }|packager.policies[0].preset",
        "{ bucket = lab, preset = \"\" }|packager.policies[0].preset",
        "{ bucket = lab, metadata { n = 1e400 } }|packager.policies[0].metadata",
        "{ bucket = lab, metadata { n = \"{nothing}\" } }|packager.policies[0].metadata",
        "{ bucket = lab, registry = unlisted }|packager.policies[0].registry",
        "{ bucket = lab, registry = \"s3://held\" }|packager.policies[0].registry",
        "{ bucket = lab, workflow = \"two words\" }|packager.policies[0].workflow",
        "{ bucket = lab, workflow = 1st }|packager.policies[0].workflow",
        "{ bucket = lab, workflow = \"qc/strict\" }|packager.policies[0].workflow",
        "{ bucket = lab, package-name = noslash }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"{segment.1}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"a/{inferred}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"a b/{segment.1}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"a/b/{segment.1}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"/{segment.1}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"a/{{x}}\" }|packager.policies[0].package-name",
        "{ bucket = lab, package-name = \"a/{segment.1}.\" }|packager.policies[0].package-name",
      })
  void aWrongValueIsNamed(String policy, String path) {
    assertThatThrownBy(() -> policies("[" + policy + "]"))
        .isInstanceOfSatisfying(SettingsException.class, e -> assertThat(e.path()).isEqualTo(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ bucket = lab, package-name = \"a/{segment.1}_{segment.2|x}\", registry = held }",
        "{ bucket = lab, package-name = \"{inferred}-raw\", workflow = _qc-1 }",
        "{ bucket = lab, package-name = \"{bucket}/{date:yyyy/MM}\", workflow = \"\" }",
      })
  void whatCanWorkIsTaken(String policy) {
    assertThatCode(() -> policies("[" + policy + "]")).doesNotThrowAnyException();
  }

  @Test
  void numbersOfMetadataStayWhatTheyAre() {
    var policies =
        policies(
            """
            [{ bucket = lab, metadata {
                 whole = 9223372036854775807, negative = -12, fraction = 1.0, small = 0.1,
                 large = 1e20, digits = "123456789012345678901234567890", list = [1, 2.50, {a = 3.0}] } }]
            """);
    assertThat(metadata(policies))
        .isEqualTo(
            "{\"digits\": \"123456789012345678901234567890\", \"fraction\": 1.0, \"large\": 1e+20,"
                + " \"list\": [1, 2.5, {\"a\": 3.0}], \"negative\": -12, \"small\": 0.1,"
                + " \"whole\": 9223372036854775807}");
  }

  private static String metadata(PackagePolicies policies) {
    var folder = new SourceFolder("lab", "x/");
    var description =
        PackageDescription.parse("{\"source_prefix\": \"s3://lab/x/\", \"package_name\": \"a/b\"}");
    return JsonForm.FILE.toText(
        policies
            .metadata(folder)
            .template()
            .orElseThrow()
            .fill(policies.values(description, folder)));
  }
}
