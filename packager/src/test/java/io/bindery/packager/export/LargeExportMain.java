package io.bindery.packager.export;

import io.bindery.packager.export.TablesExport.Limits;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exports a registry in a JVM of its own. Arguments: the endpoint of S3, registry, directory, and
 * how many entries a pack has.
 */
final class LargeExportMain {
  private LargeExportMain() {}

  public static void main(String[] arguments) throws IOException {
    long begin = System.nanoTime();
    try (var aws =
        new AwsClients(new AwsSettings("us-east-1", Optional.of(URI.create(arguments[0]))))) {
      var work = Files.createTempDirectory("large-");
      TablesExport.Result result;
      try (var target = DirectoryTarget.open(Path.of(arguments[2]))) {
        result =
            new TablesExport(
                    aws.s3(),
                    arguments[1],
                    target,
                    work,
                    new Limits(Long.parseLong(arguments[3]), TablesExport.LIMITS.manifests()),
                    (done, all, entries) -> {})
                .run();
      }
      long peak =
          ManagementFactory.getMemoryPoolMXBeans().stream()
              .filter(pool -> pool.getType() == MemoryType.HEAP)
              .mapToLong(pool -> pool.getPeakUsage().getUsed())
              .sum();
      System.out.printf(
          "%d manifests, %d entries, %d ms, peak of the pools %d MiB of %d%n",
          result.manifests(),
          result.entries(),
          (System.nanoTime() - begin) / 1_000_000,
          peak >> 20,
          Runtime.getRuntime().maxMemory() >> 20);
    }
    System.exit(0);
  }
}
