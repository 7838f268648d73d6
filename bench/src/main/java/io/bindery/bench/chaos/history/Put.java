package io.bindery.bench.chaos.history;

/**
 * An object version that S3 acknowledged. No two versions of a key have the same size, by which the
 * journal's entries are told apart.
 *
 * @param startedAt when its upload began, in milliseconds since 1970
 * @param acknowledgedAt when S3 had answered
 * @param hash of its content, as a manifest has it
 */
public record Put(
    String key, String version, long size, String hash, long startedAt, long acknowledgedAt) {
  /** Its name in the journal. */
  public Element element() {
    return new Element(key, size);
  }
}
