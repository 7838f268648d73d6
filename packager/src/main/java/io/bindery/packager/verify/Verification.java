package io.bindery.packager.verify;

import io.bindery.quilt.manifest.TopHash;
import java.util.List;
import java.util.Map;

/**
 * What a verification found.
 *
 * @param topHash the revision
 * @param files in the manifest
 * @param bytes of all files together, as the manifest says
 * @param verified files whose content is what the manifest says
 * @param problems the first of them, at most {@value #MAX_PROBLEMS}
 * @param counts how many problems of each kind there are, those not listed included
 */
public record Verification(
    TopHash topHash,
    long files,
    long bytes,
    long verified,
    List<Problem> problems,
    Map<Problem.Kind, Long> counts) {

  /** So many problems are listed; of the others only the number is kept. */
  public static final int MAX_PROBLEMS = 100;

  public Verification {
    problems = List.copyOf(problems);
    counts = Map.copyOf(counts);
  }

  /** Whether manifest and content are all as they should be. */
  public boolean isGood() {
    return counts.isEmpty() && verified == files;
  }

  /**
   * Something that is not as the manifest says.
   *
   * @param where the logical key, or {@code manifest}
   * @param text what is wrong
   */
  public record Problem(Kind kind, String where, String text) {
    /** What kind of thing is wrong. */
    public enum Kind {
      /** The object, or its version, is not there. */
      MISSING,
      /** The object has another size. */
      SIZE,
      /** The object has the right size and another content. */
      HASH,
      /** The object could not be read: nothing is known of its content. */
      UNREADABLE,
      /** The manifest's content is not what its name says. */
      TOP_HASH
    }
  }

  /** Is told how far a verification is. */
  @FunctionalInterface
  public interface Listener {
    /** Called after each file, by one thread at a time. */
    void onProgress(Progress progress);
  }

  /**
   * How far a verification is.
   *
   * @param files done, good or not
   * @param bytes of these
   * @param allFiles in the manifest
   * @param allBytes in the manifest
   * @param problems found so far
   */
  public record Progress(long files, long bytes, long allFiles, long allBytes, long problems) {}
}
