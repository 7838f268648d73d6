package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.service.audit.AuditAnchor;
import io.bindery.service.audit.AuditLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who did what by the API. */
@Command(
    name = "audit",
    description = "Read the audit trail: who gave which order, and what became of it.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      AuditCommand.ListThem.class,
      AuditCommand.Export.class,
      AuditVerifyCommand.class
    },
    footer = {
      "",
      "Example:",
      "  bindery audit export --output audit-2026.jsonl",
      "  bindery audit verify audit-2026.jsonl"
    })
final class AuditCommand extends CommandGroup {
  static final String PATH = "audit";

  /** In one request. */
  private static final int PART = 1_000;

  /** What was done. */
  @Command(name = "list", description = "List records, newest first.")
  static final class ListThem extends ApiCommand {
    @Option(names = "--actor", paramLabel = "NAME", description = "Only what NAME did.")
    private String actor;

    @Option(names = "--path", paramLabel = "PATH", description = "Only paths that begin with PATH.")
    private String path;

    @Option(
        names = "--kind",
        paramLabel = "KIND",
        description = "Only of this kind: order, sign-in, sign-out, refused.")
    private String kind;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        converter = PastTime.class,
        description = "Only since TIME, or since so long ago, such as 3d.")
    private Instant since;

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "How many to list (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var found =
          client()
              .get(
                  new ApiQuery(PATH)
                      .with("actor", actor)
                      .with("path", path)
                      .with("kind", kind)
                      .with("since", since)
                      .with("limit", limit));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      for (var record : found.path("records")) {
        tell(out(), record);
      }
      if (found.path("records").isEmpty()) {
        out().println("There is no such record.");
      }
      return ExitCode.OK;
    }

    private static void tell(PrintWriter out, JsonNode record) {
      var outcome = record.has("status") ? record : record.path("outcome");
      out.printf(
          "%s  %-8s %s %s (%s, %s)  %s %s  %s%n",
          record.path("at").asText(),
          record.path("seq").asText(),
          record.path("kind").asText(),
          record.path("actor").asText(),
          record.path("role").asText(),
          record.path("from").asText(),
          record.path("method").asText(),
          record.path("path").asText(),
          outcome.path("status").asText("-"));
      if (outcome.has("detail")) {
        out.println("    " + outcome.path("detail").asText());
      }
    }
  }

  /** Lines to be kept elsewhere. */
  @Command(
      name = "export",
      description =
          "Write all records as lines of JSON, oldest first, each with its hash. What was exported"
              + " once is the same when it is exported again.")
  static final class Export extends ApiCommand {
    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Write into a new FILE (default: the standard output).")
    private Path output;

    @Option(
        names = "--after",
        paramLabel = "SEQ",
        defaultValue = "0",
        description = "Only records behind number SEQ, as the next part of an archive.")
    private long after;

    @Override
    public Integer call() {
      if (output == null) {
        var out = out();
        copy(out);
        out.flush();
        return ExitCode.OK;
      }
      try (var file =
          new PrintWriter(
              Files.newBufferedWriter(
                  output, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW))) {
        var last = copy(file);
        if (file.checkError()) {
          throw new CommandException(
              ExitCode.FAILED, "%s could not be written to its end.".formatted(output));
        }
        out().printf("%s has the records up to %s%n", output, last);
        return ExitCode.OK;
      } catch (FileAlreadyExistsException e) {
        throw new CommandException(
            ExitCode.USAGE,
            "%s is there already: name a new file, and say --after for the next part."
                .formatted(output),
            e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private AuditAnchor copy(PrintWriter to) {
      var last = new AuditAnchor(after, AuditLine.NOTHING);
      while (true) {
        var lines =
            client()
                .lines(
                    new ApiQuery(PATH + "/export").with("after", last.seq()).with("limit", PART));
        if (lines.isEmpty()) {
          return last;
        }
        lines.forEach(line -> to.print(line + "\n"));
        last =
            AuditLine.parse(lines.get(lines.size() - 1))
                .orElseThrow(
                    () ->
                        new CommandException(
                            ExitCode.FAILED, "The service answered what is no record."))
                .anchor();
      }
    }
  }
}
