package io.bindery.packager.failure;

import java.io.Serial;

/** The newest revision of a package is somebody else's, and nobody ordered to replace it. */
public final class OwnedException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  private final String topHash;
  private final boolean suggested;

  private OwnedException(String message, String topHash, boolean suggested) {
    super(message, FailureReason.OWNED, null);
    this.topHash = topHash;
    this.suggested = suggested;
  }

  /**
   * It becomes a suggestion.
   *
   * @param what the package, as {@code NAME in s3://BUCKET}
   * @param topHash of the revision
   */
  public static OwnedException suggested(String what, String topHash) {
    return new OwnedException(sentence(what, topHash), topHash, true);
  }

  /** The job fails. */
  public static OwnedException refused(String what, String topHash) {
    return new OwnedException(
        sentence(what, topHash)
            + " The package policy says owned = refuse: make it with bindery package, which is an"
            + " order, or change the policy.",
        topHash,
        false);
  }

  private static String sentence(String what, String topHash) {
    return "The newest revision of package %s, %s, is not Bindery's: somebody else wrote it."
        .formatted(what, topHash);
  }

  /** Of the newest revision. */
  public String topHash() {
    return topHash;
  }

  /** Whether it becomes a suggestion; else the job fails. */
  public boolean isToBeSuggested() {
    return suggested;
  }
}
