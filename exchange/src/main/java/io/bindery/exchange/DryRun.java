package io.bindery.exchange;

import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.plan.ManifestSource;
import io.bindery.exchange.plan.PlanFile;
import io.bindery.exchange.plan.Planner;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Shows what would be published. Nothing is created at AWS. */
public final class DryRun {
  private static final String DIRECTORY = "bindery-exchange-";

  private DryRun() {}

  /** What is done with a plan; it is deleted afterwards. */
  public interface Use<T> {
    T use(PlanFile plan) throws IOException;
  }

  /**
   * Makes a plan, and deletes what was written for it.
   *
   * @param s3 the client, asked for when the text of the manifest is found good
   * @throws InvalidPublicationException with all that is wrong with the manifest
   */
  public static <T> T of(
      Supplier<S3AsyncClient> s3, ExchangeSettings settings, ManifestSource source, Use<T> use)
      throws IOException, InvalidPublicationException {
    var directory = directory(settings);
    var spool = Spool.open(directory, settings.spoolBytes());
    try (var plan = Planner.ofText(s3, settings.plan(), spool).plan(source)) {
      return use.use(plan);
    } finally {
      spool.deleteLeftovers();
      Files.deleteIfExists(directory);
    }
  }

  /** One of its own for each, so that two processes do not meet. */
  private static Path directory(ExchangeSettings settings) throws IOException {
    if (settings.spoolDirectory().isEmpty()) {
      return Files.createTempDirectory(DIRECTORY);
    }
    var parent = settings.spoolDirectory().get();
    Files.createDirectories(parent);
    return Files.createTempDirectory(parent, DIRECTORY);
  }
}
