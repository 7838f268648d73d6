package io.bindery.service.preset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.preset.Preset;
import io.bindery.packager.preset.PresetTrial;
import io.bindery.packager.preset.Recognition;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.router.policy.BucketPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a trial of presets comes to: the batch, the package, and its metadata with the sources. */
public final class PresetReport {
  private static final JsonMapper JSON = new JsonMapper();

  private PresetReport() {}

  /**
   * Puts it together.
   *
   * @param settings of a service, whose default policy stands below presets
   */
  public static ObjectNode of(SourceFolder folder, PresetTrial trial, Config settings) {
    var report = JSON.createObjectNode().put("folder", folder.toString());
    trial.preset().ifPresent(preset -> report.put("preset", preset.name()));
    var recognized = report.putArray("recognized");
    trial.recognitions().forEach(one -> recognized.add(recognition(one)));
    if (trial.preset().isEmpty()) {
      var near = report.putArray("near");
      trial
          .nearMisses()
          .forEach(
              miss -> near.addObject().put("preset", miss.preset()).put("lacks", miss.lacks()));
    }
    trial.preset().ifPresent(preset -> add(report, preset, folder, trial, settings));
    return report;
  }

  private static ObjectNode recognition(Recognition one) {
    var node =
        JSON.createObjectNode().put("preset", one.preset()).put("confidence", one.confidence());
    var evidence = node.putArray("evidence");
    for (var clue : one.evidence()) {
      evidence
          .addObject()
          .put("file", clue.file())
          .put("says", clue.says())
          .put("weight", clue.weight());
    }
    return node;
  }

  private static void add(
      ObjectNode report, Preset preset, SourceFolder folder, PresetTrial trial, Config settings) {
    var batch = batch(preset, folder, settings);
    report.put("trigger", TriggerWords.of(batch.trigger()));
    preset.recognizer().marker(trial.listing()).ifPresent(marker -> report.put("marker", marker));
    report.put("depth", depth(batch.prefixDepth(), folder));
    var policies = packages(preset, folder);
    var defaults = policies.defaults(Instant.now());
    var name = defaults.name(folder);
    report.put("package_name", name.value());
    defaults
        .commitMessage(folder, folder.bucket(), name, WorkflowChoice.UNSPECIFIED)
        .ifPresent(message -> report.put("commit_message", message));
    var exclude = report.putArray("exclude");
    policies.contents(folder).exclude().stream().map(PathPattern::text).forEach(exclude::add);
    var metadata = report.putArray("metadata");
    for (var value : trial.metadata().values()) {
      metadata
          .addObject()
          .put("name", value.name())
          .put("source", value.source().toString())
          .set("value", json(value.value()));
    }
    trial.metadata().notices().forEach(report.putArray("notices")::add);
  }

  /** The policy of a bucket that says nothing but its preset. */
  private static BucketPolicy batch(Preset preset, SourceFolder folder, Config settings) {
    var said = ConfigFactory.parseMap(Map.of("preset", preset.name()));
    return BucketPolicy.from(
        folder.bucket(),
        Settings.whole(said),
        Settings.at(settings, "bindery.router.default-policy"));
  }

  private static PackagePolicies packages(Preset preset, SourceFolder folder) {
    return PackagePolicies.from(
        Settings.whole(
            ConfigFactory.parseMap(
                Map.of(
                    "policies",
                    List.of(Map.of("bucket", folder.bucket(), "preset", preset.name()))))));
  }

  private static String depth(int depth, SourceFolder folder) {
    long own = folder.prefix().chars().filter(c -> c == '/').count();
    if (own < depth) {
      return "is at depth %d; the preset has %d: try one of the folders below it"
          .formatted(own, depth);
    }
    return own == depth
        ? "is at depth %d, as the preset has it".formatted(depth)
        : "is at depth %d; the preset has %d: set prefix-depth = %d, or an override for the folders around it"
            .formatted(own, depth, own);
  }

  private static JsonNode json(JsonValue value) {
    try {
      return JSON.readTree(JsonForm.FILE.toText(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what was written as JSON can be read", e);
    }
  }
}
