package io.bindery.service.cli;

import io.bindery.quilt.name.PackageName;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running service make a package. */
@Command(
    name = "package",
    description =
        "Have a running service package a folder of S3. The service goes on if this is"
            + " interrupted.",
    footer = {
      "",
      "Example:",
      "  bindery package s3://lab/sequencing/run-1/ --name sequencing/run-1 --wait"
    })
final class PackageCommand extends ApiCommand {
  @Parameters(paramLabel = "s3://BUCKET/PREFIX/", description = "The folder.")
  private String source;

  @Option(
      names = "--name",
      paramLabel = "NS/NAME",
      description = "The package; from the folder by default.")
  private String name;

  @Option(
      names = "--message",
      paramLabel = "TEXT",
      description = "What the revision says of itself.")
  private String message;

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "A file with a JSON object: the package's metadata.")
  private Path metadata;

  @Option(
      names = "--workflow",
      paramLabel = "NAME",
      description = "The registry's rules to follow; '' for none.")
  private String workflow;

  @Option(
      names = "--registry",
      paramLabel = "BUCKET",
      description = "Where the package goes; the folder's bucket by default.")
  private String registry;

  @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
  private boolean wait;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings for AWS that differ from the shipped ones: S3 is asked if the slash of a folder"
              + " was forgotten.")
  private Path config;

  @Override
  public Integer call() {
    if (name != null) {
      PackageName.forDescription(name);
    }
    ForgottenSlash.refuse(source, Optional.ofNullable(config));
    return new AskedJob(client(), commandLine()).ask("packages", description(), wait);
  }

  private Map<String, Object> description() {
    return new RequestBody()
        .with("source_prefix", source)
        .with("registry", Names.bare(registry))
        .with("package_name", name)
        .with("commit_message", message)
        .with("workflow", workflow)
        .withMetadata(metadata)
        .fields();
  }
}
