package io.bindery.router.bucket;

import java.util.List;

/**
 * What Bindery writes into a watched bucket never counts, or packaging would trigger itself for
 * ever: the registry of a bucket, and Bindery's own folder. The same for whatever other tool writes
 * to the registry.
 */
public final class OwnWrites {
  private static final List<String> FOLDERS = List.of(".quilt/", ".bindery/");

  private OwnWrites() {}

  /** Whether a key is one of these. */
  public static boolean has(String key) {
    return FOLDERS.stream().anyMatch(key::startsWith);
  }
}
