package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Objects and queues as earlier builds kept them, which this build does not read. */
public final class EarlierLayout {
  private EarlierLayout() {}

  /** Refuses a directory that holds such objects or queues, and leaves it as it is. */
  public static void refuse(Path directory) {
    if (isIn(directory)) {
      throw new LocalAwsException(
          "The data directory "
              + directory
              + " holds the buckets (s3) or queues (sqs.store) of an earlier build, which this"
              + " build does not read: choose another directory; or copy what you need out of it"
              + " with the earlier build (aws s3 sync), and move s3 and sqs.store away.");
    }
  }

  /** Whether the directory holds such objects or queues. */
  public static boolean isIn(Path directory) {
    return hasBuckets(directory.resolve("s3")) || Files.exists(directory.resolve("sqs.store"));
  }

  private static boolean hasBuckets(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> buckets = Files.list(folder)) {
      return buckets.anyMatch(bucket -> Files.exists(bucket.resolve("bucketMetadata.json")));
    } catch (IOException e) {
      throw new LocalAwsException("The directory " + folder + " cannot be read: " + e, e);
    }
  }
}
