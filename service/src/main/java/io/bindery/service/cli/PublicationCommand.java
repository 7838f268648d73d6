package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One publication on AWS Data Exchange: how far it is, and orders to it. */
@Command(
    name = "publication",
    description = "Show a publication on AWS Data Exchange, end it, or decide how it goes on.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PublicationCommand.Show.class,
      PublicationCommand.Cancel.class,
      PublicationCommand.GoOn.class,
      PublicationCommand.Revoke.class
    },
    footer = {
      "",
      "Example:",
      "  bindery publication show 5064f30b53876cdf6a7a565396335ac3",
      "  bindery publication revoke 5064f30b53876cdf6a7a565396335ac3 --comment='wrong run'"
    })
final class PublicationCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command to run.");
  }

  /** Which publication a command is about, and where it is asked for. */
  static final class Which {
    @Parameters(paramLabel = "ID", description = "The publication, as bindery publications has it.")
    private String id;

    @Mixin private ApiOptions api;

    private String path() {
      if (id.isEmpty() || !id.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
        throw new CommandException(
            ExitCode.USAGE,
            "'%s' is no id of a publication: bindery publications shows them.".formatted(id));
      }
      return "publications/" + id;
    }

    private JsonNode get() {
      return api.client().get(path());
    }

    private JsonNode order(String verb, Map<String, ?> body) {
      return api.client().post(path() + "/" + verb, body);
    }
  }

  /** All that is known of one. */
  @Command(
      name = "show",
      description = "Tell how far a publication is, its revisions, and what is wrong.")
  static final class Show implements Callable<Integer> {
    @Mixin private Which which;

    @Option(names = "--json", description = "Print what the API answers.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var found = which.get();
      var out = spec.commandLine().getOut();
      if (json) {
        return JsonText.print(out, found);
      }
      out.print(PublicationText.of(found));
      out.flush();
      return ExitCode.OK;
    }
  }

  /** What was created is removed. */
  @Command(
      name = "cancel",
      description =
          "End a publication before anything of it is final. What was created at AWS is removed.")
  static final class Cancel implements Callable<Integer> {
    @Mixin private Which which;

    @Option(names = "--json", description = "Print what the API answers.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return ordered(
          which.order("cancel", Map.of()), json, spec, "what was created at AWS is removed");
    }
  }

  /** The rest is tried again. */
  @Command(
      name = "go-on",
      description = "Have a publication that stopped half-way try again what is not out yet.")
  static final class GoOn implements Callable<Integer> {
    @Mixin private Which which;

    @Option(names = "--json", description = "Print what the API answers.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return ordered(which.order("go-on", Map.of()), json, spec, "what is not out is tried again");
    }
  }

  /** What is out is taken back. */
  @Command(
      name = "revoke",
      description =
          "Take back what is out of a publication. It cannot be undone, and subscribers who have"
              + " exported assets keep them.")
  static final class Revoke implements Callable<Integer> {
    @Mixin private Which which;

    @Option(
        names = "--comment",
        required = true,
        paramLabel = "TEXT",
        description = "Why, in 10 to 512 characters: subscribers read it.")
    private String comment;

    @Option(names = "--json", description = "Print what the API answers.")
    private boolean json;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      return ordered(
          which.order("revoke", Map.of("comment", comment)), json, spec, "what is out is revoked");
    }
  }

  private static int ordered(JsonNode answer, boolean json, CommandSpec spec, String what) {
    var out = spec.commandLine().getOut();
    if (json) {
      return JsonText.print(out, answer);
    }
    out.printf(
        "ordered: %s; bindery publication show %s tells how far it is%n",
        what, answer.path("publication_id").asText());
    return ExitCode.OK;
  }
}
