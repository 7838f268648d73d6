package io.bindery.localaws.s3;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Objects as an earlier build kept them: in {@code s3}, in the layout of another server. */
final class EarlierLayout {
  private EarlierLayout() {}

  static void refuse(Path directory) {
    Path earlier = directory.resolve("s3");
    if (!Files.isDirectory(earlier)) {
      return;
    }
    try (Stream<Path> buckets = Files.list(earlier)) {
      if (buckets.anyMatch(bucket -> Files.exists(bucket.resolve("bucketMetadata.json")))) {
        throw new LocalAwsException(
            "The data directory "
                + directory
                + " holds the buckets of an earlier build, in its folder s3, which this build does"
                + " not read: choose another directory; or copy what you need out of it with the"
                + " earlier build (aws s3 sync), and move the folder s3 away.");
      }
    } catch (IOException e) {
      throw new LocalAwsException("The directory " + earlier + " cannot be read: " + e, e);
    }
  }
}
