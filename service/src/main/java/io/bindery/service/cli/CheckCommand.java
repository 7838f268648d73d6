package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.typesafe.config.Config;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.database.DatabaseLook;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.State;
import io.bindery.platform.look.Look;
import io.bindery.platform.look.LookSettings;
import io.bindery.router.RouterSettings;
import io.bindery.service.BinderyService;
import io.bindery.service.Preflight;
import io.bindery.service.config.ConfigLoader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Looks at everything that the settings name, and starts nothing. */
@Command(
    name = "check",
    description =
        "Look at everything that the settings name (queues, buses, topics, buckets, the database)"
            + " and say what is wrong with it. Nothing is started or changed.",
    footer = {"", "Example:", "  bindery check --config bindery.conf"})
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** One line of the answer. */
  private record Item(
      String name,
      String kind,
      String setting,
      String value,
      String region,
      String result,
      String error,
      String wayOut,
      List<String> warnings) {
    static Item of(Look.Seen seen) {
      var dependency = seen.dependency();
      var finding = seen.finding();
      return new Item(
          dependency.name(),
          dependency.kind().word(),
          dependency.setting(),
          dependency.value(),
          dependency.region().orElse(""),
          finding.state().word(),
          finding.words(),
          finding.wayOut(),
          finding.warnings());
    }
  }

  @Override
  public Integer call() {
    var settings = ConfigLoader.load(config.file());
    BinderyService.check(settings);
    try (var aws = new AwsClients(AwsSettings.from(settings))) {
      var seen = seen(settings, aws);
      var unpackaged =
          Preflight.unpackaged(RouterSettings.from(settings), PackagerSettings.from(settings));
      var out = spec.commandLine().getOut();
      if (json) {
        printJson(out, seen, unpackaged);
      } else {
        print(out, seen, unpackaged);
      }
      out.flush();
      return exitCode(seen.stream().map(Look.Seen::finding).toList());
    }
  }

  private static List<Look.Seen> seen(Config config, AwsClients aws) {
    var patience = LookSettings.from(config).timeout();
    var looks = new ArrayList<Look>();
    looks.add(DatabaseLook.alone(DatabaseSettings.from(config), patience));
    looks.addAll(Preflight.looks(config, aws));
    return Look.all(looks, patience);
  }

  /** The worst counts: a wrong setting, something that is not there, something not allowed. */
  static int exitCode(List<Finding> findings) {
    if (findings.stream()
        .anyMatch(finding -> finding.hopeless() && finding.state() != State.MISSING)) {
      return ExitCode.CONFIGURATION;
    }
    if (findings.stream()
        .anyMatch(
            finding -> finding.state() == State.MISSING || finding.state() == State.WAITING)) {
      return ExitCode.UNAVAILABLE;
    }
    return findings.stream().allMatch(finding -> finding.state().isUsable())
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private static void print(PrintWriter out, List<Look.Seen> seen, List<String> unpackaged) {
    var items = seen.stream().map(Item::of).toList();
    int longest = items.stream().mapToInt(item -> item.name().length()).max().orElse(0);
    for (var item : items) {
      out.printf(
          "%-8s %s  %s = %s%n",
          item.result(),
          item.name() + " ".repeat(longest - item.name().length()),
          item.setting(),
          item.value());
      tell(out, item.error());
      tell(out, item.wayOut());
      item.warnings().forEach(warning -> tell(out, "warning: " + warning));
    }
    unpackaged.forEach(warning -> out.printf("warning: %s.%n", warning));
  }

  private static void tell(PrintWriter out, String text) {
    if (!text.isEmpty()) {
      out.printf("         %s%n", text);
    }
  }

  private static void printJson(PrintWriter out, List<Look.Seen> seen, List<String> unpackaged) {
    var mapper = new JsonMapper();
    var answer = mapper.createObjectNode();
    var items = answer.putArray("items");
    for (var one : seen) {
      var item = Item.of(one);
      var node = items.addObject();
      node.put("name", item.name()).put("kind", item.kind()).put("setting", item.setting());
      node.put("value", item.value()).put("region", item.region()).put("result", item.result());
      node.put("error", item.error()).put("way_out", item.wayOut());
      item.warnings().forEach(node.putArray("warnings")::add);
    }
    unpackaged.forEach(answer.putArray("warnings")::add);
    try {
      // The only way to print several lines as they are.
      out.print(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(answer) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written.", e);
    }
  }
}
