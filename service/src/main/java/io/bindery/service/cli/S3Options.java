package io.bindery.service.cli;

import io.bindery.packager.failure.Failures;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** How a command reaches S3: AWS credentials, region and endpoint come from the environment. */
final class S3Options {
  @Mixin private ConfigOption config;

  /** Something that is done on S3. */
  interface Work<T> {
    T with(S3AsyncClient s3) throws Exception;
  }

  /** The file of settings, if one is named. */
  Optional<Path> configFile() {
    return config.file();
  }

  /** Does it, if the bucket is there. */
  <T> T with(String bucket, Work<T> work) {
    try (var aws = new AwsClients(AwsSettings.from(ConfigLoader.load(config.file())))) {
      RegistryOptions.checkBucket(aws.s3(), bucket);
      return work.with(aws.s3());
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted; run it again to go on.", e);
    } catch (Exception e) {
      throw Failures.of("Working on s3://" + bucket, e);
    }
  }
}
