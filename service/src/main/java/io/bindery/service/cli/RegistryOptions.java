package io.bindery.service.cli;

import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.config.ConfigLoader;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Which registry a command works on. */
final class RegistryOptions {
  @Parameters(
      index = "0",
      paramLabel = "s3://REGISTRY",
      description =
          "The registry's bucket, or the URI of a package,"
              + " quilt+s3://BUCKET#package=NS/NAME[@TOPHASH], if one is asked for.")
  private String registry;

  @Mixin private ConfigOption config;

  String bucket() {
    return Names.bucket(registry);
  }

  /** The package that a name in this registry means, or the URI in place of the registry. */
  Names.Place place(String name) {
    return Names.place(registry, name);
  }

  /** What stands in place of the registry. */
  String text() {
    return registry;
  }

  /** Does something on S3, with the credentials of the environment. */
  <T> T with(Function<S3AsyncClient, T> work) {
    return with(bucket(), work);
  }

  /** The same, of a registry that was named another way. */
  <T> T with(String bucket, Function<S3AsyncClient, T> work) {
    var settings = AwsSettings.from(ConfigLoader.load(config.file()));
    try (var aws = new AwsClients(settings)) {
      checkBucket(aws.s3(), bucket);
      return work.apply(aws.s3());
    }
  }

  /** Without it, a registry that is not there looks like one without the package. */
  static void checkBucket(S3AsyncClient s3, String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket)).join();
    } catch (CompletionException e) {
      if (AwsErrors.isMissing(e)) {
        throw new CommandException(
            ExitCode.UNAVAILABLE,
            "There is no bucket s3://%s: check its name, the region and AWS_ENDPOINT_URL."
                .formatted(bucket),
            e);
      }
      // One that may not be looked at may still be read: what is done next says what is wrong.
    }
  }
}
