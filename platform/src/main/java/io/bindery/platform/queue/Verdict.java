package io.bindery.platform.queue;

import java.util.List;

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
   * What it said is durable, but for some parts that can never be handled: each goes to the
   * dead-letter queue by itself, and then the message is deleted.
   *
   * @param rest at least one part
   */
  record InPart(List<Part> rest) implements Verdict {
    public InPart {
      rest = List.copyOf(rest);
    }
  }

  /**
   * A part of a message that can never be handled.
   *
   * @param body a message of nothing else, which can be sent again once it can be handled
   * @param reason as of {@link Rejected}
   */
  record Part(String body, String reason) {}

  /**
   * It could not be handled now: it stays in the queue and is received again.
   *
   * @param reason for the log
   */
  record Later(String reason) implements Verdict {}

  static Verdict done() {
    return new Done();
  }

  static Verdict inPart(List<Part> rest) {
    return new InPart(rest);
  }

  static Verdict rejected(String reason) {
    return new Rejected(reason);
  }

  static Verdict later(String reason) {
    return new Later(reason);
  }
}
