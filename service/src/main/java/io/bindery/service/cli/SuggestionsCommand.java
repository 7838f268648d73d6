package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Packages that wait for somebody's decision. */
@Command(
    name = "suggestions",
    description = "Decide on packages that are not made by themselves.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SuggestionsCommand.ListThem.class,
      SuggestionsCommand.Show.class,
      SuggestionsCommand.Accept.class,
      SuggestionsCommand.Edit.class,
      SuggestionsCommand.Dismiss.class
    },
    footer = {"", "Example:", "  bindery suggestions accept sequencing/run-1 --wait"})
final class SuggestionsCommand extends CommandGroup {
  /** Those that are open, or others. */
  @Command(name = "list", description = "List suggestions, the newest first.")
  static final class ListThem extends ApiCommand {
    @Option(
        names = "--state",
        paramLabel = "STATE",
        defaultValue = "open",
        description = "open, accepted, dismissed, expired, or all. Default: ${DEFAULT-VALUE}.")
    private String state;

    @Option(names = "--registry", paramLabel = "BUCKET", description = "Only for this registry.")
    private String registry;

    @Option(names = "--name", paramLabel = "NS/NAME", description = "Only of this package.")
    private String name;

    @Option(
        names = "--source",
        paramLabel = "s3://BUCKET/PREFIX/",
        description = "Only of this folder; of any state, unless --state is given.")
    private String source;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found = client().get(query());
      var out = out();
      if (json.isGiven()) {
        return JsonText.print(out, found);
      }
      var all = found.path("suggestions");
      if (all.isEmpty()) {
        out.println("There are no such suggestions.");
        return ExitCode.OK;
      }
      var table =
          new TextTable("suggestion", "state", "package", "registry", "recognized", "rules");
      for (var one : all) {
        table.add(
            one.path("suggestion_id").asText(),
            one.path("state").asText(),
            one.path("package_name").asText(),
            one.path("registry").asText(),
            one.path("recognized").path("preset").asText("-"),
            SuggestionText.verdict(one));
      }
      table.print(out);
      if (found.has("next")) {
        out.println("... and more: name a registry, a package or a folder.");
      }
      return ExitCode.OK;
    }

    private ApiQuery query() {
      boolean any = state.equals("all") || (source != null && !isGiven());
      return new ApiQuery("suggestions")
          .with("limit", 1000)
          .with("state", any ? null : state)
          .with("registry", Names.bare(registry))
          .with("name", name)
          .with("source", source);
    }

    private boolean isGiven() {
      return commandLine().getParseResult().hasMatchedOption("--state");
    }
  }

  /** What an order to one is about. */
  static final class Which {
    @Mixin private SuggestionArgument which;

    @Option(
        names = "--version",
        paramLabel = "NUMBER",
        description = "Only if it is still at this version, as show tells it.")
    private Long version;

    /** To accept what is known to fail would end the suggestion for nothing. */
    private void requireKept(ApiClient client) {
      var suggestion = client.get(which.path(client));
      boolean isAnother = version != null && suggestion.path("version").asLong() != version;
      if (!isAnother
          && suggestion.path("state").asText().equals("open")
          && SuggestionText.breaks(suggestion)) {
        throw new CommandException(
            ExitCode.FAILED,
            ("The package would break the rules of s3://%s: %s. Set what is missing with"
                    + " bindery suggestions edit. With --anyway its job fails, or puts it into"
                    + " quarantine if the package policy names one.")
                .formatted(
                    suggestion.path("registry").asText(), SuggestionText.problems(suggestion)));
      }
    }

    private JsonNode order(ApiClient client, String verb, Map<String, ?> body) {
      return client.post(
          which.path(client) + "/" + verb,
          body,
          version == null ? OptionalLong.empty() : OptionalLong.of(version));
    }
  }

  /** One of them. */
  @Command(name = "show", description = "Tell what a package would be, and why it is not made.")
  static final class Show extends ApiCommand {
    @Mixin private SuggestionArgument which;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var client = client();
      var found = client.get(which.path(client));
      var out = out();
      if (json.isGiven()) {
        return JsonText.print(out, found);
      }
      out.print(SuggestionText.of(found));
      out.flush();
      return ExitCode.OK;
    }
  }

  /** The package is made. */
  @Command(name = "accept", description = "Have the package made, as it is suggested.")
  static final class Accept extends ApiCommand {
    @Mixin private Which which;

    @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
    private boolean wait;

    @Option(
        names = "--anyway",
        description = "Also if the package would break the rules of its registry.")
    private boolean anyway;

    @Option(names = "--json", description = "Print what the API answers, and do not wait.")
    private boolean json;

    @Override
    public Integer call() {
      var client = client();
      if (!anyway) {
        which.requireKept(client);
      }
      var done = which.order(client, "accept", Map.of());
      var out = out();
      if (json) {
        return JsonText.print(out, done);
      }
      if (!done.has("job_id")) {
        out.println("accepted; its job follows, bindery suggestions show tells it");
        return ExitCode.OK;
      }
      return new AskedJob(client, commandLine()).follow(done.path("job_id").asText(), wait);
    }
  }

  /** Another package. */
  @Command(
      name = "edit",
      description =
          "Set what the package is to be; what is not given stays. The folder is looked at again.")
  static final class Edit extends ApiCommand {
    @Mixin private Which which;

    @Option(names = "--name", paramLabel = "NS/NAME", description = "The package.")
    private String name;

    @Option(
        names = "--message",
        paramLabel = "TEXT",
        description = "What the revision says of itself.")
    private String message;

    @Option(
        names = "--metadata",
        paramLabel = "FILE",
        description =
            "A file with a JSON object: its values stand above those of the policy and of files.")
    private Path metadata;

    @Option(
        names = "--workflow",
        paramLabel = "NAME",
        description = "The registry's rules to follow; '' for none.")
    private String workflow;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var body =
          new RequestBody()
              .with("package_name", name)
              .with("commit_message", message)
              .with("workflow", workflow)
              .withMetadata(metadata)
              .fields();
      if (body.isEmpty()) {
        throw new CommandLine.ParameterException(
            commandLine(), "Say what to set: --name, --message, --metadata or --workflow.");
      }
      var done = which.order(client(), "edit", body);
      var out = out();
      if (json.isGiven()) {
        return JsonText.print(out, done);
      }
      out.printf(
          "edited: package %s in s3://%s, version %d; its folder is looked at again%n",
          done.path("package_name").asText(),
          done.path("registry").asText(),
          done.path("version").asLong());
      return ExitCode.OK;
    }
  }

  /** No package. */
  @Command(
      name = "dismiss",
      description = "Leave it at that: no package is made. A later batch makes a new suggestion.")
  static final class Dismiss extends ApiCommand {
    @Mixin private Which which;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why no package is made; the suggestion tells it.")
    private String reason;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var done = which.order(client(), "dismiss", Map.of("reason", reason));
      var out = out();
      if (json.isGiven()) {
        return JsonText.print(out, done);
      }
      out.printf(
          "dismissed package %s in s3://%s%n",
          done.path("package_name").asText(), done.path("registry").asText());
      return ExitCode.OK;
    }
  }
}
