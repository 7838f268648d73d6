package io.bindery.service.cli;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
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
      checkBucket(aws.s3());
      return work.apply(aws.s3());
    }
  }

  /** Without it, a registry that is not there looks like one without the package. */
  private void checkBucket(S3AsyncClient s3) {
    try {
      s3.headBucket(request -> request.bucket(bucket())).join();
    } catch (CompletionException e) {
      if (AwsErrors.isMissing(e)) {
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "There is no bucket s3://%s: check its name, the region and AWS_ENDPOINT_URL."
                .formatted(bucket()),
            e);
      }
      // One that may not be looked at may still be read: what is done next says what is wrong.
    }
  }
}
