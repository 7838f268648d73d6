package io.bindery.bench.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where it was measured.
 *
 * @param processors how many the JVM may use
 * @param model of the processor, as the system names it
 * @param java the JVM
 * @param system the operating system
 * @param heapMebibytes the most the heap may take
 * @param fileSystem of the database's files
 * @param postgres its version
 * @param load what ran beside, averaged over the last minute before the start
 */
public record Machine(
    int processors,
    String model,
    String java,
    String system,
    long heapMebibytes,
    String fileSystem,
    String postgres,
    double load) {

  public static Machine of(Path data, BenchDatabase database) throws IOException {
    var os = ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        os.getAvailableProcessors(),
        processorModel(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().maxMemory() >> 20,
        Files.getFileStore(data).type(),
        database.texts("SHOW server_version").get(0),
        os.getSystemLoadAverage());
  }

  private static String processorModel() throws IOException {
    var info = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(info)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(info)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  public String words() {
    return String.format(
        Locale.ROOT,
        "%d x %s, load %.1f before; %s, heap %,d MiB; %s; Postgres %s with fsync on %s",
        processors,
        model,
        load,
        java,
        heapMebibytes,
        system,
        postgres,
        fileSystem);
  }
}
