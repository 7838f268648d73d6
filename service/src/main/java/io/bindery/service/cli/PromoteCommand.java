package io.bindery.service.cli;

import io.bindery.quilt.uri.PackageUri;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running service bring a revision to another registry. */
@Command(
    name = "promote",
    description =
        "Have a running service bring a revision to another registry, which the first one must name"
            + " among its successors. The data is copied, or linked if copy_data is false there."
            + " The service goes on if this is interrupted.",
    footer = {
      "",
      "Example:",
      "  bindery promote s3://lab-raw sequencing/run-1 s3://lab-released --wait",
      "  bindery promote 'quilt+s3://lab-raw#package=sequencing/run-1' s3://lab-released"
    })
final class PromoteCommand extends ApiCommand {
  @Parameters(index = "0", paramLabel = "s3://FROM", description = "The registry that it is in.")
  private String from;

  @Parameters(
      index = "1",
      paramLabel = "NS/NAME[@TOPHASH]",
      description = "The revision; the newest by default.")
  private String revision;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "s3://TO",
      description = "The registry that gets it.")
  private String to;

  @Option(
      names = "--name",
      paramLabel = "NS/NAME",
      description = "The package there; the same name by default.")
  private String newName;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      description = "What the new revision says of itself; the old one's by default.")
  private String message;

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "A file with a JSON object: its metadata; the old one's by default.")
  private Path metadata;

  @Option(
      names = "--workflow",
      paramLabel = "NAME",
      description = "The new registry's rules to follow; '' for none.")
  private String workflow;

  @Option(
      names = "--dest-prefix",
      paramLabel = "FOLDER",
      description = "Put copies below this folder, in front of the package's name.")
  private String destination;

  @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
  private boolean wait;

  @Override
  public Integer call() {
    return new AskedJob(client(), commandLine()).ask("packages:promote", body(), wait);
  }

  private Map<String, Object> body() {
    boolean uri = PackageUri.isMeant(from);
    if (uri ? to != null : to == null) {
      throw new CommandException(
          ExitCode.USAGE,
          "Name a revision and a registry: s3://FROM NS/NAME[@TOPHASH] s3://TO, or"
              + " quilt+s3://FROM#package=NS/NAME[@TOPHASH] s3://TO.");
    }
    var source = uri ? Names.uri(from) : Names.place(from, revision);
    var name = source.revision();
    return new RequestBody()
        .with(
            "source_package",
            new PackageUri(
                    source.registry(),
                    name.name().value(),
                    Optional.empty(),
                    name.hash(),
                    name.tag(),
                    Optional.empty())
                .toString())
        .with("registry", Names.bucket(uri ? revision : to))
        .with("package_name", newName)
        .with("commit_message", message)
        .with("workflow", workflow)
        .with("dest_prefix", destination)
        .withMetadata(metadata)
        .fields();
  }
}
