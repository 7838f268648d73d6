package io.bindery.localaws.faulty;

import io.bindery.localaws.LocalAws;
import io.bindery.localaws.LocalAwsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A local AWS in a process of its own, which can be frozen: its kernel takes connections and
 * requests, and nothing is answered until it thaws. It ends with its parent.
 */
public final class AwsProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String ENDPOINT = "endpoint";
  private static final String LOG = "aws.log";

  private final Process process;
  private final URI endpoint;

  private AwsProcess(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  /** Argument: the directory for its data, and for the file that tells its endpoint. */
  public static void main(String[] arguments) throws IOException {
    var directory = Path.of(arguments[0]);
    var aws = LocalAws.start(new LocalAwsSettings(directory.resolve("data"), 0));
    var aside = directory.resolve(ENDPOINT + ".new");
    Files.writeString(aside, aws.endpoint().toString());
    Files.move(aside, directory.resolve(ENDPOINT), StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {
      // The parent never writes; the end of the stream is its end.
    }
    Runtime.getRuntime().halt(0);
  }

  /**
   * Starts one with the class path of this process.
   *
   * @param directory for its data and its log; made if missing
   */
  public static AwsProcess start(Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AwsProcess.class.getName(),
            directory.toString());
    var process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(LOG).toFile())
            .start();
    // A frozen process does not see the end of its parent.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    var file = directory.resolve(ENDPOINT);
    long end = System.nanoTime() + START.toNanos();
    while (!Files.exists(file)) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "The local AWS does not start: " + Files.readString(directory.resolve(LOG)));
      }
    }
    return new AwsProcess(process, URI.create(Files.readString(file)));
  }

  /** For all services. */
  public URI endpoint() {
    return endpoint;
  }

  /** From now on it does nothing, and ends no connection. */
  public void freeze() {
    signal("STOP");
  }

  /** It goes on with whatever came meanwhile. */
  public void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("The local AWS got no SIG%s: is it alive?".formatted(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
