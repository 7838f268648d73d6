package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import java.nio.file.Path;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How buckets are batched. */
@Command(
    name = "policy",
    description = "Show, check, try and set how a bucket is batched.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      PolicyCommand.Get.class,
      PolicyCommand.Put.class,
      PolicyCommand.Validate.class,
      PolicyCommand.History.class,
      DryRunCommand.class,
      PresetCommand.Presets.class
    },
    footer = {
      "",
      "Example:",
      "  bindery policy get lab",
      "  bindery policy validate lab policy.conf"
    })
final class PolicyCommand extends CommandGroup {
  private static final String BUCKET = "The bucket.";
  private static final String FILE =
      "The policy, worded as an entry of bindery.router.buckets, in HOCON or JSON.";

  private static String path(String bucket) {
    return "buckets/" + ApiQuery.encoded(Names.bare(bucket)) + "/policy";
  }

  private static String rendered(JsonNode value) {
    return ConfigFactory.parseString(value.toString())
        .root()
        .render(ConfigRenderOptions.defaults().setOriginComments(false).setJson(false));
  }

  /** The one in force. */
  @Command(
      name = "get",
      description =
          "Print the policy of a bucket as it can be put again: what is set for it, or, with"
              + " --effective, all of it.")
  static final class Get extends ApiCommand {
    @Parameters(paramLabel = "BUCKET", description = BUCKET)
    private String bucket;

    @Option(
        names = "--effective",
        description = "Also what comes from its preset and the default policy.")
    private boolean effective;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found = client().get(path(bucket));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      out()
          .println(
              "# version %d, of the %s%s"
                  .formatted(
                      found.path("version").asLong(),
                      found.path("source").asText(),
                      found.has("changed_by")
                          ? ", changed by %s at %s"
                              .formatted(
                                  found.path("changed_by").asText(),
                                  HeldText.time(found, "changed_at"))
                          : ""));
      out().print(rendered(found.path(effective ? "effective" : "policy")));
      return ExitCode.OK;
    }
  }

  /** Another one. */
  @Command(
      name = "put",
      description =
          "Set the policy of a bucket. It is in force on every node within two seconds, also for"
              + " open batches.")
  static final class Put extends ApiCommand {
    @Parameters(index = "0", paramLabel = "BUCKET", description = BUCKET)
    private String bucket;

    @Parameters(index = "1", paramLabel = "POLICYFILE", description = FILE)
    private Path file;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Only if the policy is at this version, as policy get shows it.")
    private Long version;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var set =
          client()
              .put(
                  path(bucket),
                  PolicyFile.read(file),
                  version == null ? OptionalLong.empty() : OptionalLong.of(version));
      if (json.isGiven()) {
        return JsonText.print(out(), set);
      }
      out().printf("set  version %d of the policy of %s%n", set.path("version").asLong(), bucket);
      return ExitCode.OK;
    }
  }

  /** What would be said of one. */
  @Command(
      name = "validate",
      description = "Say all that is wrong with a policy, or what it would mean. It is not set.")
  static final class Validate extends ApiCommand {
    @Parameters(index = "0", paramLabel = "BUCKET", description = BUCKET)
    private String bucket;

    @Parameters(index = "1", paramLabel = "POLICYFILE", description = FILE)
    private Path file;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found = client().post(path(bucket) + "/validate", PolicyFile.read(file));
      boolean valid = found.path("valid").asBoolean();
      if (json.isGiven()) {
        JsonText.print(out(), found);
      } else if (valid) {
        out().printf("good  a batch closes at %s%n", found.path("words").asText());
      } else {
        found.path("problems").forEach(one -> out().println(one.path("detail").asText()));
      }
      return valid ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  /** Those before. */
  @Command(name = "history", description = "List the changes of a policy, the latest first.")
  static final class History extends ApiCommand {
    @Parameters(paramLabel = "BUCKET", description = BUCKET)
    private String bucket;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found = client().get(path(bucket) + "/history");
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      var table = new TextTable(">version", "at", ">bytes", "by");
      for (var change : found.path("changes")) {
        table.add(
            change.path("version").asLong(),
            HeldText.time(change, "changed_at"),
            change.has("bytes") ? change.path("bytes").asText() : "removed",
            change.path("changed_by").asText());
      }
      if (table.isEmpty()) {
        out().println("It was never changed at run time.");
      } else {
        table.print(out());
      }
      return ExitCode.OK;
    }
  }
}
