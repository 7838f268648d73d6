package io.bindery.platform.feed;

import java.util.List;
import java.util.Locale;

/** What a follower of the feed gets when it asks for more. */
public sealed interface Next<E> {
  /**
   * Changes in order.
   *
   * @param items none if nothing happened meanwhile
   * @param upTo the last of them; where the follower was if there are none
   */
  record Changes<E>(List<E> items, FeedId upTo) implements Next<E> {}

  /**
   * Changes were missed, or may have been: what the follower knows has to be read anew.
   *
   * @param goOn where the feed goes on
   */
  record Gap<E>(Reason reason, FeedId goOn) implements Next<E> {}

  /** The node stops. */
  record End<E>() implements Next<E> {}

  /** Why there is a gap. */
  enum Reason {
    /** What came next is not kept any more. */
    TOO_OLD,
    /** The database does not have it: it was restored, or it is another one. */
    UNKNOWN,
    /** The follower is further behind than it may be. */
    TOO_FAR_BEHIND;

    /** As clients have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
