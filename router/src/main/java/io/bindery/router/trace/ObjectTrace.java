package io.bindery.router.trace;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of the notices of one object.
 *
 * @param rule what the policies in force say of such an object
 * @param recordings each time a notice of it was recorded, the last ones, oldest first
 * @param complete whether the journal was read from its beginning to its end: then nothing else was
 *     recorded
 * @param remembered whether a batch remembers this version although the journal does not say when;
 *     absent if it cannot be told
 * @param candidates closed batches that it may be in by the time when it was written
 */
public record ObjectTrace(
    Rule rule,
    List<Recording> recordings,
    boolean complete,
    Optional<Boolean> remembered,
    List<String> candidates) {
  public ObjectTrace {
    recordings = List.copyOf(recordings);
    candidates = List.copyOf(candidates);
  }

  /**
   * What the policies in force make of an object of this key.
   *
   * @param watched whether notices of its bucket are taken
   * @param dropped whether they are dropped if not, and not set aside
   * @param ignoredBy why it does not count, if it does not
   * @param prefix its common prefix
   * @param depth how many folder segments make the common prefix
   * @param override the pattern of the policy's rule for some folders that says so; absent if the
   *     policy of the bucket does
   * @param packaged whether this service packages the folder of that prefix
   */
  public record Rule(
      boolean watched,
      boolean dropped,
      Optional<Ignored> ignoredBy,
      String prefix,
      int depth,
      Optional<String> override,
      boolean packaged) {}

  /**
   * Why an object never counts.
   *
   * @param words as the end of a sentence "it is ignored by …"
   */
  public record Ignored(IgnoredAs as, String words) {}

  /** What ignores it. */
  public enum IgnoredAs {
    /** Bindery or Quilt wrote it. */
    OWN_FILE,
    /** The policy ignores what lies at the root. */
    ROOT,
    /** A pattern of the policy. */
    PREFIX
  }

  /**
   * A notice that counts.
   *
   * @param prefix the common prefix under which it was recorded
   * @param recordedAt when, by the router's clock
   * @param eventTime when it happened, by S3's clock
   * @param deleted whether the object was deleted
   * @param reconciled whether no notice told of it: a listing of the bucket did
   */
  public record Recording(
      String prefix,
      Instant recordedAt,
      Instant eventTime,
      long size,
      boolean deleted,
      boolean reconciled,
      Fate fate) {}

  /** What became of the batch that it was recorded in. */
  public sealed interface Fate {}

  /** It is open. */
  public record Open() implements Fate {}

  /** It was closed. */
  public record Closed(String batchId) implements Fate {}

  /** An operator discarded it. */
  public record Discarded(String by, Instant at) implements Fate {}

  /** The newest notice that counts. */
  public Optional<Recording> last() {
    return recordings.isEmpty()
        ? Optional.empty()
        : Optional.of(recordings.get(recordings.size() - 1));
  }
}
