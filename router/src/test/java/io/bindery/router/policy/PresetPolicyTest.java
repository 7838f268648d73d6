package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.router.policy.Trigger.Combine;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bucket policies that name a preset. */
class PresetPolicyTest {
  private static final Settings DEFAULTS =
      Settings.at(
          ConfigFactory.parseResources("application.conf").resolve(),
          "bindery.router.default-policy");

  private static BucketPolicy policy(String text) {
    var root = ConfigFactory.parseString("policy = { %s }".formatted(text));
    return BucketPolicy.from("lab", Settings.at(root, "policy"), DEFAULTS);
  }

  @ParameterizedTest
  @EnumSource
  void eachPresetIsAPolicy(PresetFile preset) {
    var policy = policy("preset = " + preset.word());
    assertThat(policy.preset()).contains(preset);
    assertThat(policy.trigger().marker().isEmpty()).isFalse();
    assertThat(policy.trigger().quiet()).isPresent();
    assertThat(policy.trigger().count()).isEmpty();
    // A run without a marker must not be open for ever.
    assertThat(policy.trigger().combine() == Combine.ANY || policy.trigger().maxAge().isPresent())
        .isTrue();
    // All that it says is a setting of policies.
    assertThat(BucketPolicy.from("lab", Settings.whole(preset.router()), DEFAULTS).trigger())
        .isEqualTo(policy.trigger());
  }

  @ParameterizedTest
  @CsvSource({
    "illumina-novaseq, CopyComplete.txt, true",
    "illumina-novaseq, RTAComplete.txt, false",
    "illumina-miseq, RTAComplete.txt, true",
    "ont-minknow, e/s/r/final_summary_FAX1_a_b.txt, true",
    "ont-minknow, e/s/r/sequencing_summary_FAX1_a_b.txt, false",
    "pacbio-revio, r/1_A01/metadata/.m84001_1_s1.transferdone, true",
    "nextflow, x/y/pipeline_info/execution_report_2026-01-01_00-00-00.html, true",
    "nextflow, x/y/pipeline_info/params_2026.json, false",
    "bids, ds/dataset_description.json, true",
    "ome-zarr, a.zarr/.zattrs, true",
    "generic, a/b/_SUCCESS, true",
  })
  void theMarkerIsThatOfTheInstrument(String preset, String key, boolean marker) {
    assertThat(policy("preset = " + preset).trigger().marker().has(key)).isEqualTo(marker);
  }

  @Test
  void ownSettingsStandAboveThePresetAndThatAboveTheDefaults() {
    var policy =
        policy("preset = illumina-novaseq, prefix-depth = 4, trigger { quiet = 1 h, count = 7 }");
    assertThat(policy.prefixDepth()).isEqualTo(4);
    assertThat(policy.trigger().quiet()).contains(Duration.ofHours(1));
    assertThat(policy.trigger().count()).contains(7);
    assertThat(policy.trigger().marker().patterns()).containsExactly("CopyComplete.txt");
    assertThat(policy.trigger().combine()).isEqualTo(Combine.ALL);
    assertThat(policy.ignorePrefixes().texts()).containsExactly("**/Thumbnail_Images");
    assertThat(policy.root()).isEqualTo(RootRule.ANNOUNCE);
    assertThat(policy("preset = none").trigger()).isEqualTo(policy("").trigger());
    assertThat(policy("preset = illumina-novaseq, trigger.quiet = off").trigger().quiet())
        .isEmpty();
  }

  @Test
  void anOverrideMayHaveAnotherPresetBelowItsFolders() {
    var policy =
        policy(
            """
            preset = illumina-novaseq
            overrides = [
              { prefix = "seq/ont/**", preset = ont-minknow }
              { prefix = "images/**", preset = ome-zarr, prefix-depth = 3, trigger.quiet = 1 s }
              { prefix = "notes/**", preset = none, trigger { count = 1 } }
              { prefix = "slow/**", trigger.quiet = 1 h }
            ]
            """);
    assertThat(policy.prefixOf("seq/ont/e/s/r/pod5/x")).isEqualTo("seq/ont/e/s/r/");
    assertThat(policy.presetOf("seq/ont/e/s/r/")).contains(PresetFile.ONT_MINKNOW);
    assertThat(policy.triggerOf("seq/ont/e/s/r/").marker().patterns())
        .containsExactly("final_summary_*.txt");
    assertThat(policy.prefixOf("images/p/a.zarr/0/0")).isEqualTo("images/p/a.zarr/");
    assertThat(policy.triggerOf("images/p/a.zarr/").quiet()).contains(Duration.ofSeconds(1));
    assertThat(policy.presetOf("images/p/a.zarr/")).contains(PresetFile.OME_ZARR);
    assertThat(policy.presetOf("notes/a/")).isEmpty();
    assertThat(policy.triggerOf("notes/a/").marker().isEmpty()).isTrue();
    assertThat(policy.presetOf("slow/")).contains(PresetFile.ILLUMINA_NOVASEQ);
    assertThat(policy.triggerOf("slow/").quiet()).contains(Duration.ofHours(1));
    assertThat(policy.presetOf("run-1/")).contains(PresetFile.ILLUMINA_NOVASEQ);
  }

  /** A folder of experiments is no run. */
  @Test
  void foldersAboveAndBelowAreNotOfThePreset() {
    var policy = policy("preset = ont-minknow");
    assertThat(policy.presetOf("e/s/r/")).isPresent();
    assertThat(policy.presetOf("e/s/")).isEmpty();
    assertThat(policy.presetOf("")).isEmpty();
    assertThat(policy.presetOf("e/s/r/pod5/")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "preset = novaseq | policy.preset",
        "preset = Illumina-NovaSeq | policy.preset",
        "preset = \"\" | policy.preset",
        "preset = 7 | policy.preset",
        "preset { name = bids } | policy.preset.name",
        "overrides = [{ prefix = a, preset = x }] | policy.overrides[0].preset",
      })
  void anUnknownPresetIsNamedWithWhatIsAllowed(String text, String path) {
    assertThatThrownBy(() -> policy(text))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e -> {
              assertThat(e.path()).isEqualTo(path);
              if (!path.endsWith(".name")) {
                assertThat(e.getMessage())
                    .contains("it must be one of illumina-novaseq, illumina-miseq, ont-minknow,")
                    .contains("generic, or none");
              }
            });
  }
}
