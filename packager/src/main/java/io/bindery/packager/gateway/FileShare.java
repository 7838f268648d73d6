package io.bindery.packager.gateway;

import io.bindery.protocol.description.SourceFolder;
import java.util.Optional;

/**
 * A file share of an S3 File Gateway.
 *
 * @param arn of the share
 * @param gateway which gateway it belongs to, by any name; shares with the same one take turns
 * @param bucket that it shows
 * @param prefix of the bucket that is its root: empty, or with a slash at the end
 * @param registry if present, only packages of this registry matter to it
 */
public record FileShare(
    String arn, String gateway, String bucket, String prefix, Optional<String> registry) {

  /** Where a folder of S3 is on the share; nothing if it is not on it. */
  Optional<String> path(SourceFolder folder) {
    if (!bucket.equals(folder.bucket())) {
      return Optional.empty();
    }
    if (folder.prefix().startsWith(prefix)) {
      return Optional.of(rooted(folder.prefix().substring(prefix.length())));
    }
    return prefix.startsWith(folder.prefix()) ? Optional.of("/") : Optional.empty();
  }

  private static String rooted(String prefix) {
    return prefix.endsWith("/") ? "/" + prefix.substring(0, prefix.length() - 1) : "/" + prefix;
  }
}
