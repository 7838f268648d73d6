package io.bindery.platform.feed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows a feed, and remembers what it got. */
final class Follower {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final FeedReader<Change> reader;
  private final List<Change> changes = new CopyOnWriteArrayList<>();
  private final List<Next.Gap<Change>> gaps = new CopyOnWriteArrayList<>();
  private volatile boolean stopped;

  Follower(FeedReader<Change> reader, FeedId from) {
    this.reader = reader;
    reader.begin(Integer.MAX_VALUE);
    ask(from);
  }

  private void ask(FeedId last) {
    reader
        .after(last, PATIENCE)
        .thenAccept(
            next -> {
              if (stopped) {
                reader.end();
              } else if (next instanceof Next.Changes<Change> more) {
                changes.addAll(more.items());
                ask(more.upTo());
              } else if (next instanceof Next.Gap<Change> gap) {
                gaps.add(gap);
                ask(gap.goOn());
              }
            });
  }

  void stop() {
    stopped = true;
  }

  List<String> docs() {
    return changes.stream().map(Change::doc).toList();
  }

  List<FeedId> ids() {
    return changes.stream().map(Change::id).toList();
  }

  List<Next.Gap<Change>> gaps() {
    return gaps;
  }
}
