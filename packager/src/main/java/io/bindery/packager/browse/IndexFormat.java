package io.bindery.packager.browse;

/**
 * The file of an index: records in the order of the manifest, each after its length. A folder comes
 * before what is in it and says where that ends, so that a page of a folder passes over what is
 * deeper. Now and then a mark says the whole key of the record behind it: there a search can begin.
 *
 * <pre>
 * record  length int | kind byte | depth int | name length int | name | rest
 * FOLDER  rest: end long | files long | bytes long | metadata
 * FILE    rest: bytes long, -1 if unknown | hash type | hash value | physical key | metadata
 * MARK    name: the whole key of the next record
 * </pre>
 *
 * Texts are UTF-8 after their length as an int, which is -1 for one that is absent.
 */
final class IndexFormat {
  static final byte FOLDER = 1;
  static final byte FILE = 2;
  static final byte MARK = 3;

  /** Length, kind, depth and length of the name. */
  static final int HEAD = Integer.BYTES + 1 + Integer.BYTES + Integer.BYTES;

  /** Where a folder ends, its files and its bytes: known only when it ends. */
  static final int TOTALS = 3 * Long.BYTES;

  static final int ABSENT = -1;
  static final long UNKNOWN = -1;

  /** The depth of the root, which is in no folder. */
  static final int ROOT = -1;

  /** How far two marks are apart. */
  static final int BETWEEN_MARKS = 32 << 10;

  /** Keys of S3 have at most 1,024 bytes; those of a package may be of other origin. */
  static final int LONGEST_KEY = 8 << 10;

  private IndexFormat() {}
}
