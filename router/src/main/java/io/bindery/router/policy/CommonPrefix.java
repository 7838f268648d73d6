package io.bindery.router.policy;

/**
 * The common prefix of a key: its first {@code depth} folder segments, with a trailing slash; fewer
 * if the key has fewer folders; empty for a key at the root.
 *
 * <p>S3 knows no folders, only keys, and the key is S3's: an empty segment ({@code a//b}), a
 * leading slash, {@code .} and {@code ..} are segments like any other and are never resolved or
 * merged, so no two keys are taken for one and no object is lost. A package may be unable to hold
 * such a key; that is for the packager to say, by the key's name.
 */
public final class CommonPrefix {
  /** The greatest depth that a policy can have. */
  public static final int MAX_DEPTH = 64;

  private CommonPrefix() {}

  /**
   * The common prefix of a key.
   *
   * @param key as S3 holds it
   * @param depth number of folder segments, 0 or more; 0 puts the whole bucket in one batch
   */
  public static String of(String key, int depth) {
    int end = 0;
    for (int i = 0; i < depth; i++) {
      int slash = key.indexOf('/', end);
      if (slash < 0) {
        break;
      }
      end = slash + 1;
    }
    return key.substring(0, end);
  }
}
