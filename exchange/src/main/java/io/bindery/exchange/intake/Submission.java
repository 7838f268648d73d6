package io.bindery.exchange.intake;

/** What became of a request to publish. */
public sealed interface Submission {
  /**
   * It is durable, and goes its way.
   *
   * @param known whether the same request had come before
   */
  record Accepted(String publicationId, boolean known) implements Submission {}

  /**
   * It makes no sense as it is.
   *
   * @param field what is wrong with it
   * @param reason as a sentence, with the way out
   */
  record Refused(String field, String reason) implements Submission {}

  /**
   * It cannot be accepted now: send it again, with the same id.
   *
   * @param reason without a full stop
   */
  record Later(String reason) implements Submission {}
}
