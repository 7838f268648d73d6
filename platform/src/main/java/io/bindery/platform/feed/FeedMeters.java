package io.bindery.platform.feed;

import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/** What is counted of the feed of changes. */
record FeedMeters(Meters meters) {
  /** Statements that read the feed, for all who follow it. */
  Counter reads() {
    return meters.counter(
        "bindery.feed.reads", "Statements that read the feed of changes for those who follow it.");
  }

  /** Followers who were told that they missed changes. */
  Counter gaps(Next.Reason reason) {
    return meters.counter(
        "bindery.feed.gaps",
        "Followers of the feed of changes who were told of a gap, by the reason.",
        "reason",
        reason.word());
  }

  /** How many follow the feed. */
  void followers(FeedReader<?> reader) {
    meters.gauge(
        "bindery.feed.followers",
        "",
        "Clients that follow the feed of changes.",
        reader::followers);
  }
}
