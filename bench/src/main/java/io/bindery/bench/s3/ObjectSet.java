package io.bindery.bench.s3;

/**
 * What a bucket of generated objects holds. An object's key, ETag and version follow from its
 * number, so that they can be written into a database without being asked for.
 *
 * @param objects how many, 1 to 10,000,000
 * @param size of each, in bytes
 * @param seed differs from bucket to bucket, and so do their contents
 * @param checksums whether each has a stored SHA-256
 */
public record ObjectSet(int objects, long size, long seed, boolean checksums) {
  /** All keys begin with it. */
  public static final String PREFIX = "run/";

  /** How many objects are in one folder. */
  public static final int PER_FOLDER = 1_000;

  public ObjectSet {
    if (objects < 1 || objects > PER_FOLDER * 10_000) {
      throw new IllegalArgumentException(objects + " objects");
    }
  }

  /** Without stored checksums. */
  public static ObjectSet of(int objects, long size, long seed) {
    return new ObjectSet(objects, size, seed, false);
  }

  /** The same in SQL, of column {@code i}; to be given the seed. */
  public static final String SQL_KEY =
      "'run/' || lpad((i / 1000)::text, 4, '0') || '/' || lpad(mod(i, 1000)::text, 3, '0') || '.dat'";

  public static final String SQL_VERSION = "md5('v' || %d || '-' || i || '-0')";
  public static final String SQL_ETAG = "'\"' || md5('e' || %d || '-' || i || '-0') || '\"'";

  public String key(int number) {
    return "%s%s/%s.dat"
        .formatted(PREFIX, padded(number / PER_FOLDER, 4), padded(number % PER_FOLDER, 3));
  }

  private static String padded(int number, int digits) {
    var text = Integer.toString(number);
    return "0".repeat(digits - text.length()) + text;
  }

  public long bytes() {
    return objects * size;
  }
}
