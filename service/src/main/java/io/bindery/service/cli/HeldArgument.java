package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.uri.PackageUri;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which package in quarantine a command is about. */
final class HeldArgument {
  private static final Pattern JOB_ID = Pattern.compile("[0-9a-f]{32}");

  @Parameters(
      paramLabel = "NS/NAME|JOB",
      description =
          "The package, also as a quilt+s3:// URI, or the job that brought it into quarantine.")
  private String which;

  @Option(
      names = "--registry",
      paramLabel = "BUCKET",
      description = "Which it was meant for, if there is one of this name for several.")
  private String registry;

  /**
   * The job that brought it there.
   *
   * @param also those of which it is over
   */
  JsonNode find(Held held, boolean also) {
    if (JOB_ID.matcher(which).matches()) {
      return held.job(which);
    }
    var which = name();
    var found = held.list(false, registry, which).packages();
    if (found.isEmpty() && also) {
      found = held.list(true, registry, which).packages();
    }
    found = found.stream().filter(this::isHere).toList();
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "No package %s is in quarantine%s: bindery quarantine list shows those that are."
              .formatted(which, registry == null ? "" : " for s3://" + registry));
    }
    if (found.size() > 1) {
      throw new CommandException(
          ExitCode.USAGE,
          "Packages %s of several registries are in quarantine: say --registry %s."
              .formatted(
                  which,
                  String.join(
                      " or --registry ",
                      found.stream().map(job -> job.path("registry").asText()).toList())));
    }
    return found.get(0);
  }

  private String name() {
    return PackageUri.isMeant(which) ? Names.uri(which).revision().name().value() : which;
  }

  /** A URI names the registry in which it is, or for which it was meant. */
  private boolean isHere(JsonNode job) {
    if (!PackageUri.isMeant(which)) {
      return true;
    }
    var bucket = Names.uri(which).registry();
    return job.path("quarantine").asText().equals(bucket)
        || job.path("registry").asText().equals(bucket);
  }
}
