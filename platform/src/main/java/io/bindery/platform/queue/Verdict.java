package io.bindery.platform.queue;

/** What becomes of a message. */
public sealed interface Verdict {
  /** What it said is durable: it is deleted. */
  record Done() implements Verdict {}

  /**
   * It can never be handled: it goes to the dead-letter queue at once.
   *
   * @param reason what is wrong and the way out; becomes the message attribute {@code reason}
   */
  record Rejected(String reason) implements Verdict {}

  /**
   * It could not be handled now: it stays in the queue and is received again.
   *
   * @param reason for the log
   */
  record Later(String reason) implements Verdict {}

  static Verdict done() {
    return new Done();
  }

  static Verdict rejected(String reason) {
    return new Rejected(reason);
  }

  static Verdict later(String reason) {
    return new Later(reason);
  }
}
