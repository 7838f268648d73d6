package io.bindery.bench.chaos.history;

/**
 * An object version that was uploaded. No two versions of a key have the same size, by which the
 * journal's entries are told apart.
 *
 * @param startedAt when its upload began, in milliseconds since 1970
 * @param acknowledgedAt when S3 had answered; 0 if its answer did not come
 * @param hash of its content, as a manifest has it
 */
public record Put(
    String key, String version, long size, String hash, long startedAt, long acknowledgedAt) {
  /** The same content as this version, answered then; 0 if there was no answer. */
  public Put as(String itsVersion, long answeredAt) {
    return new Put(key, itsVersion, size, hash, startedAt, answeredAt);
  }

  /** Its name in the journal. */
  public Element element() {
    return new Element(key, size);
  }
}
