package io.bindery.bench.way;

/**
 * One way to a revision.
 *
 * @param far whether S3 and SQS answer 20 ms later
 * @param ahead whether objects are hashed as their notices come
 */
record Variant(Kind kind, boolean far, boolean ahead) {
  /** As figures and folders are called. */
  String name() {
    return kind.name() + (far ? "_20ms" : "_0ms") + (ahead ? "_ahead" : "_plain");
  }
}
