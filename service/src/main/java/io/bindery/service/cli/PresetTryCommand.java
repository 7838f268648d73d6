package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.packager.preset.PresetTrial;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.preset.PresetReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries presets on a folder, with the credentials of the environment. */
@Command(
    name = "try",
    description =
        "Show what a folder is recognized as and why, what would close its batch, what its package"
            + " would be called, and which metadata its files tell, each value with its source."
            + " Reads S3 with the credentials of the environment, and changes nothing. Ends with 1"
            + " if no preset recognizes the folder.",
    footer = {"", "Example:", "  bindery preset try s3://lab/260105_A09999_0007_AHSAMPLDRX/"})
final class PresetTryCommand implements Callable<Integer> {
  @Parameters(paramLabel = "s3://BUCKET/PREFIX/", description = "The folder.")
  private String folder;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Try this one; by default the one that fits best.")
  private String preset;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from the shipped config/application.conf.")
  private Path config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var source = source();
    var asked = Optional.ofNullable(preset).map(PresetCommand::named);
    var settings = ConfigLoader.load(Optional.ofNullable(config));
    var out = spec.commandLine().getOut();
    try (var aws = new AwsClients(AwsSettings.from(settings))) {
      var trial = PresetTrial.of(aws.s3(), source, asked).toCompletableFuture().join();
      if (trial.listing().files().isEmpty()) {
        throw new CommandException(
            ExitCode.FAILED, "There is no object below %s: check its name.".formatted(source));
      }
      var report = PresetReport.of(source, trial, settings);
      if (json) {
        JsonText.print(out, report);
      } else {
        print(report, out);
      }
      return trial.preset().isPresent() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** A folder is meant also without the slash: nothing else can be tried. */
  private SourceFolder source() {
    try {
      var uri = S3Uri.parse(folder);
      var key = uri.key();
      return new SourceFolder(uri.bucket(), key.isEmpty() || key.endsWith("/") ? key : key + "/");
    } catch (S3UriException e) {
      throw new CommandException(
          ExitCode.USAGE, "%s is no folder: %s.".formatted(folder, e.reason()), e);
    }
  }

  private static void print(JsonNode report, PrintWriter out) {
    out.println(report.path("folder").asText());
    if (!report.has("preset")) {
      out.println("recognized as nothing: no preset fits; bindery preset list shows them");
      for (var miss : report.path("near")) {
        out.printf(
            "%-12s %s, but %s is not there or is empty; --preset %s tries it all the same%n",
            "near",
            miss.path("preset").asText(),
            miss.path("lacks").asText(),
            miss.path("preset").asText());
      }
      return;
    }
    out.printf("%-12s %s%n", "preset", report.path("preset").asText());
    for (var one : report.path("recognized")) {
      out.printf(
          "%-12s %s, %d of 100%n",
          "recognized", one.path("preset").asText(), one.path("confidence").asInt());
      for (var clue : one.path("evidence")) {
        out.printf(
            "  %10d %s: %s%n",
            clue.path("weight").asInt(), clue.path("file").asText(), clue.path("says").asText());
      }
    }
    out.printf("%-12s %s%n", "trigger", report.path("trigger").asText());
    out.printf("%-12s %s%n", "marker", report.path("marker").asText("none of them is there"));
    out.printf("%-12s %s%n", "folder", report.path("depth").asText());
    out.printf("%-12s %s%n", "package", report.path("package_name").asText());
    out.printf("%-12s %s%n", "message", report.path("commit_message").asText("none"));
    report
        .path("exclude")
        .forEach(pattern -> out.printf("%-12s %s%n", "left out", pattern.asText()));
    for (var value : report.path("metadata")) {
      out.printf(
          "%-12s %s = %s  (%s)%n",
          "metadata",
          value.path("name").asText(),
          value.path("value").toString(),
          value.path("source").asText());
    }
    report.path("notices").forEach(notice -> out.printf("%-12s %s%n", "notice", notice.asText()));
  }
}
