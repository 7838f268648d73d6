package io.bindery.exchange.aws;

/**
 * The mark by which a revision is found again, for nothing else tells which call created it: lists
 * show comments, but no tags.
 *
 * @param publicationId of the publication
 * @param revision its number in the plan, from 0
 */
public record Marker(String publicationId, long revision) {
  /** What the console of AWS shows of a comment; the API takes 16,384. */
  static final int SHOWN = 128;

  /** How it begins in comments. */
  public static final String BEGINNING = "[bindery:";

  /** The tag that says the same. */
  public static final String TAG = "bindery:publication";

  /** As it stands in comments. */
  public String text() {
    return BEGINNING + tag() + "]";
  }

  /** As it stands in the tag. */
  public String tag() {
    return "%s/%d".formatted(publicationId, revision + 1);
  }

  /** A comment with the mark within its first 128 characters. */
  public String in(String comment) {
    if (comment.isEmpty()) {
      return text();
    }
    return comment.length() + 1 + text().length() <= SHOWN
        ? comment + " " + text()
        : text() + " " + comment;
  }

  boolean isIn(String comment) {
    return comment != null && comment.contains(text());
  }
}
