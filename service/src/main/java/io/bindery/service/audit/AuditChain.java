package io.bindery.service.audit;

import io.bindery.service.access.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Looks at records one after the other, and says what is wrong with them: one that was changed, one
 * that is missing, one too many, one in another place. It holds the last one only.
 */
public final class AuditChain {
  /** Told of one trail; more are counted. */
  private static final int MOST_TOLD = 100;

  private final Optional<AuditAnchor> anchor;
  private AuditAnchor last;
  private long records;
  private long problemCount;
  private final List<Problem> problems = new ArrayList<>();

  /**
   * Something is wrong.
   *
   * @param seq the record at which it was seen
   * @param what in a sentence
   */
  public record Problem(long seq, String what) {}

  /**
   * Nothing was seen yet.
   *
   * @param begin what the first record has to follow
   * @param anchor what has to be among the records, if one was kept
   */
  public AuditChain(AuditAnchor begin, Optional<AuditAnchor> anchor) {
    this.last = begin;
    this.anchor = anchor;
  }

  /** The next record. */
  public void add(AuditLine line) {
    records++;
    if (!line.hash().equals(hash(line.record()))) {
      tell(line.seq(), "The record was changed: its hash is not that of what it says.");
    }
    if (line.seq() > last.seq() + 1) {
      tell(
          line.seq(),
          line.seq() == last.seq() + 2
              ? "Record %d is missing before it.".formatted(last.seq() + 1)
              : "Records %d to %d are missing before it."
                  .formatted(last.seq() + 1, line.seq() - 1));
    } else if (line.seq() <= last.seq()) {
      tell(
          line.seq(),
          "The record stands behind record %d: it is there twice, was put in, or its place was changed."
              .formatted(last.seq()));
    } else if (!line.prev().equals(last.hash())) {
      tell(
          line.seq(),
          "The record does not follow the one before it, of which it has another hash: one of them was changed, or put in.");
    }
    anchor
        .filter(one -> one.seq() == line.seq() && !one.hash().equals(line.hash()))
        .ifPresent(one -> tell(line.seq(), "The record is another one than the anchor names."));
    last = line.anchor();
  }

  /** A line that is no record. */
  public void addForeign(long number) {
    records++;
    tell(last.seq(), "Line %d is no record of an audit trail.".formatted(number));
  }

  /** There are no more records. */
  public void end() {
    anchor
        .filter(one -> one.seq() > last.seq())
        .ifPresent(
            one ->
                tell(
                    last.seq(),
                    "The trail ends here, and once had %d records: those behind it were removed."
                        .formatted(one.seq())));
  }

  /** Something else that is wrong with the trail. */
  public void tell(long seq, String what) {
    problemCount++;
    if (problems.size() < MOST_TOLD) {
      problems.add(new Problem(seq, what));
    }
  }

  private static String hash(String record) {
    return HexFormat.of().formatHex(Secrets.sha256(record.getBytes(StandardCharsets.UTF_8)));
  }

  /** Whether nothing is wrong. */
  public boolean isGood() {
    return problemCount == 0;
  }

  /** The first of what is wrong. */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  public long problemCount() {
    return problemCount;
  }

  /** How many were looked at. */
  public long records() {
    return records;
  }

  /** The last one that was seen; nothing if there was none. */
  public Optional<AuditAnchor> last() {
    return records == 0 ? Optional.empty() : Optional.of(last);
  }
}
