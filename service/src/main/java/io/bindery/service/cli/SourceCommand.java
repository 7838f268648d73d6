package io.bindery.service.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bindery.protocol.field.FieldException;
import io.bindery.router.source.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Event sources. */
@Command(
    name = "source",
    aliases = "sources",
    description = "Look after event sources: list, switch and try them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SourceCommand.ListThem.class,
      SourceCommand.On.class,
      SourceCommand.Off.class,
      SourceCommand.Events.class,
      SourceCommand.Test.class
    },
    footer = {
      "",
      "Example:",
      "  bindery sources on health-omics",
      "  bindery source test lims.json --event event.json"
    })
final class SourceCommand extends CommandGroup {
  private static final int MOST = 100;

  /** Those there are. */
  @Command(name = "list", description = "List event sources, and what became of their events.")
  static final class ListThem extends ApiCommand {
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found = client().get(new ApiQuery("sources").with("limit", MOST));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      var table = new TextTable("name", "is", "kind", "set by", "events");
      for (var source : found.path("sources")) {
        var events = new ArrayList<String>();
        source
            .path("events")
            .properties()
            .forEach(entry -> events.add(entry.getValue().asText() + " " + entry.getKey()));
        table.add(
            source.path("name").asText(),
            source.path("enabled").asBoolean() ? "on" : "off",
            source.path("kind").asText(),
            source.path("origin").asText(),
            String.join(", ", events));
      }
      table.print(out());
      return ExitCode.OK;
    }
  }

  private abstract static class Switch extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The source, as source list shows it.")
    private String name;

    @Mixin private JsonOption json;
    private final String word;

    Switch(String word) {
      this.word = word;
    }

    @Override
    public Integer call() {
      var set = client().post("sources/%s/%s".formatted(ApiQuery.encoded(name), word), Map.of());
      if (json.isGiven()) {
        return JsonText.print(out(), set);
      }
      out().printf("%s is %s%n", name, set.path("enabled").asBoolean() ? "on" : "off");
      return ExitCode.OK;
    }
  }

  /** Switched on. */
  @Command(name = "on", description = "Switch an event source on, on every node.")
  static final class On extends Switch {
    On() {
      super("on");
    }
  }

  /** Switched off. */
  @Command(name = "off", description = "Switch an event source off, on every node.")
  static final class Off extends Switch {
    Off() {
      super("off");
    }
  }

  /** What became of what it saw. */
  @Command(name = "events", description = "List what became of the events of a source.")
  static final class Events extends ApiCommand {
    @Parameters(paramLabel = "NAME", description = "The source, as source list shows it.")
    private String name;

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only those waiting, sent, merged, noted or failed.")
    private String state;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found =
          client()
              .get(
                  new ApiQuery("sources/" + ApiQuery.encoded(name) + "/events")
                      .with("state", state)
                      .with("limit", MOST));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      var table = new TextTable("at", "state", "event", "what");
      for (var event : found.path("events")) {
        table.add(
            HeldText.time(event, "recorded_at"),
            event.path("state").asText(),
            event.path("event").asText(),
            event.path("words").asText());
      }
      if (table.isEmpty()) {
        out().println("No event of it is known.");
      } else {
        table.print(out());
      }
      return ExitCode.OK;
    }
  }

  /** Needs no service: what a source makes of an event depends on the two alone. */
  @Command(
      name = "test",
      description =
          "Tell whether a source wants an event, and what it makes of it; if it does not, which"
              + " fields of its pattern do not fit. Nothing is sent.")
  static final class Test implements Callable<Integer> {
    @Parameters(
        paramLabel = "FILE",
        description =
            "The source as JSON, with EventPattern and InputTransformer; or health-omics or ro-crate.")
    private String source;

    @Option(
        names = "--event",
        required = true,
        paramLabel = "EVENT.json",
        description = "What a message of the event queue would hold.")
    private Path event;

    @Spec private CommandSpec spec;
    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var trial = trial();
      var out = spec.commandLine().getOut();
      if (json.isGiven()) {
        var all =
            JsonNodeFactory.instance
                .objectNode()
                .put("makes_package", trial.makesPackage())
                .put("words", trial.words());
        trial.description().ifPresent(description -> all.set("description", description));
        JsonText.print(out, all);
        return trial.makesPackage() ? ExitCode.OK : ExitCode.FAILED;
      }
      out.println(trial.words());
      trial.description().ifPresent(description -> out.print(description.toPrettyString() + "\n"));
      return trial.makesPackage() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Trial trial() {
      var text = read(event);
      try {
        var builtIn = Trial.ofBuiltIn(source, text);
        return builtIn.isPresent()
            ? builtIn.get()
            : Trial.of("source", read(Path.of(source)), text);
      } catch (FieldException e) {
        throw new CommandException(ExitCode.FAILED, e.getMessage(), e);
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new CommandException(
            ExitCode.UNAVAILABLE, "File %s is not there or not readable.".formatted(file), e);
      }
    }
  }
}
