package io.bindery.service.cli;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.protocol.s3.S3Uri;
import io.bindery.protocol.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Which registry a command works on. */
final class RegistryOptions {
  @Parameters(index = "0", paramLabel = "s3://REGISTRY", description = "The registry's bucket.")
  private String registry;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from the shipped config/application.conf.")
  private Path config;

  String bucket() {
    try {
      var uri = S3Uri.parse(registry);
      if (uri.key().isEmpty() && uri.versionId().isEmpty()) {
        return uri.bucket();
      }
    } catch (S3UriException e) {
      throw new CommandException(ExitCode.USAGE, notARegistry(), e);
    }
    throw new CommandException(ExitCode.USAGE, notARegistry());
  }

  private String notARegistry() {
    return "'%s' is not a registry: write the bucket as s3://BUCKET.".formatted(registry);
  }

  /** Does something on S3, with the credentials of the environment. */
  <T> T with(Function<S3AsyncClient, T> work) {
    Logging.errorsOnly();
    var settings = AwsSettings.from(ConfigLoader.load(Optional.ofNullable(config)));
    try (var aws = new AwsClients(settings)) {
      return work.apply(aws.s3());
    }
  }
}
