package io.bindery.localaws.s3;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.DataDirectory;
import io.bindery.localaws.state.Orphan;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * S3Mock in a child JVM. The child ends with its parent; one that did not is found by the file
 * {@code s3mock.pid} and ended by the next start on the same directory.
 */
final class S3MockProcess implements AutoCloseable {
  /** S3Mock's self-contained jar is the one on the class path that holds this. */
  private static final String MARK =
      "BOOT-INF/classes/com/adobe/testing/s3mock/S3MockApplication.class";

  private static final Logger LOG = LoggerFactory.getLogger(S3MockProcess.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final Path pidFile;
  private final Path portFile;
  private final Path log;
  private int port;
  private volatile boolean closing;

  private S3MockProcess(Process process, Path pidFile, Path portFile, Path log) {
    this.process = process;
    this.pidFile = pidFile;
    this.portFile = portFile;
    this.log = log;
  }

  /** Launches the child on the data in {@code directory} without waiting for it. */
  static S3MockProcess launch(Path directory) {
    Path pidFile = directory.resolve("s3mock.pid");
    Path portFile = directory.resolve("s3mock.port");
    Path log = directory.resolve("s3mock.log");
    Path root = directory.resolve("s3");
    Path scratch = directory.resolve("s3-scratch");
    try {
      endOrphan(pidFile, root);
      Files.deleteIfExists(portFile);
      Files.createDirectories(root);
      DataDirectory.delete(scratch);
      Files.createDirectories(scratch);
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx256m",
                      "-XX:TieredStopAtLevel=1",
                      "-XX:+UseSerialGC",
                      "-Xshare:auto",
                      "-Dfile.encoding=UTF-8",
                      "-Dsun.jnu.encoding=UTF-8",
                      "-Djava.io.tmpdir=" + scratch,
                      "-cp",
                      location(S3MockMain.class) + File.pathSeparator + execJar(),
                      S3MockMain.class.getName(),
                      portFile.toString(),
                      "--com.adobe.testing.s3mock.store.root=" + root,
                      "--com.adobe.testing.s3mock.store.retain-files-on-exit=true",
                      "--server.tomcat.basedir=" + scratch,
                      "--server.tomcat.threads.max=64",
                      // Longer than the gateway keeps an idle connection: it closes first.
                      "--server.tomcat.keep-alive-timeout=600s",
                      "--server.tomcat.max-keep-alive-requests=-1",
                      "--logging.level.root=WARN"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Files.writeString(pidFile, Long.toString(process.pid()));
      S3MockProcess child = new S3MockProcess(process, pidFile, portFile, log);
      CompletableFuture<Void> unused = process.onExit().thenAccept(ended -> child.ended());
      return child;
    } catch (IOException e) {
      throw new LocalAwsException(
          "S3Mock cannot be started in "
              + directory
              + " ("
              + e
              + "): make the directory writable"
              + " and see that the disk is not full.",
          e);
    }
  }

  private void ended() {
    if (!closing) {
      LOG.error("S3Mock ended with code {}: {}", process.exitValue(), logTail());
    }
  }

  /** Waits until the child answers. */
  void await(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!Files.exists(portFile)) {
      try {
        if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
          throw new LocalAwsException(
              "S3Mock ended with code " + process.exitValue() + " while starting: " + logTail());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LocalAwsException("Interrupted while S3Mock was starting", e);
      }
      if (System.nanoTime() > deadline) {
        throw new LocalAwsException(
            "S3Mock did not start within " + timeout.toSeconds() + " s: " + logTail());
      }
    }
    try {
      port = Integer.parseInt(Files.readString(portFile).strip());
    } catch (IOException | NumberFormatException e) {
      throw new LocalAwsException("The file " + portFile + " cannot be read: " + e, e);
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  private String logTail() {
    try {
      String text = Files.readString(log).strip();
      return text.substring(Math.max(0, text.length() - 600)).replace('\n', ' ')
          + " (see "
          + log
          + ")";
    } catch (IOException e) {
      return "its log " + log + " cannot be read: " + e;
    }
  }

  private static void endOrphan(Path pidFile, Path root) throws IOException {
    if (Files.exists(pidFile)) {
      try {
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        Orphan.end(pid, "store.root=" + root + " ", "TERM", STOP_PATIENCE);
      } catch (NumberFormatException e) {
        // killed while writing it: the child ends by itself when it finds its parent gone
      }
      Files.deleteIfExists(pidFile);
    }
  }

  private static Path execJar() throws IOException {
    URL url = S3MockProcess.class.getClassLoader().getResource(MARK);
    if (url == null || !(url.openConnection() instanceof JarURLConnection jar)) {
      throw new LocalAwsException(
          "S3Mock's self-contained jar is not on the class path: add the artifact"
              + " com.adobe.testing:s3mock with the classifier exec.");
    }
    return path(jar.getJarFileURL().toString());
  }

  private static Path location(Class<?> type) {
    return path(type.getProtectionDomain().getCodeSource().getLocation().toString());
  }

  private static Path path(String url) {
    try {
      return Path.of(new URI(url));
    } catch (URISyntaxException e) {
      throw new LocalAwsException("The class path entry " + url + " is not a file", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.deleteIfExists(pidFile);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new LocalAwsException("The file " + pidFile + " cannot be removed: " + e, e);
    }
  }
}
