package io.bindery.bench.localaws;

import io.bindery.bench.child.ChildJvm;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * A local S3, with SNS and the others, in a process of its own.
 *
 * @param startSeconds from the call until it answered, without the start of its JVM
 */
public record LocalS3(ChildJvm process, URI endpoint, double startSeconds)
    implements AutoCloseable {
  private static final double MEBIBYTE = 1024 * 1024;

  /** Starts it and waits until it answers; the data directory is below this one. */
  public static LocalS3 start(Path data) {
    return start(data, List.of("-cp", System.getProperty("java.class.path")));
  }

  static LocalS3 start(Path data, List<String> classPath) {
    var process =
        ChildJvm.startOn(
            classPath,
            LocalS3Main.class,
            data.resolve("s3.log"),
            List.of("-Xmx512m"),
            data.resolve("aws").toString());
    var words = process.answer().split(" ", -1);
    return new LocalS3(process, URI.create(words[0]), Double.parseDouble(words[1]));
  }

  /** What is live in its heap. */
  double heapMebibytes() {
    return Long.parseLong(process.ask("heap")) / MEBIBYTE;
  }

  @Override
  public void close() {
    process.close();
  }
}
