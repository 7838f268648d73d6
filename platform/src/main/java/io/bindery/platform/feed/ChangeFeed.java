package io.bindery.platform.feed;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The changes of all nodes in one order, on one node. Positions are given while nobody follows as
 * well, so that who comes back finds what happened meanwhile.
 */
public final class ChangeFeed {
  private final ActorSystem<?> system;
  private final FeedRows rows;
  private final List<Runnable> readers = new CopyOnWriteArrayList<>();

  private ChangeFeed(ActorSystem<?> system, FeedRows rows) {
    this.system = system;
    this.rows = rows;
  }

  /** Takes part in giving positions, until the node stops. The schema must be there. */
  public static ChangeFeed start(ActorSystem<?> system, FeedSettings settings) {
    var rows = new FeedRows(Tables.of(system));
    var feed = new ChangeFeed(system, rows);
    Sequencer.start(system, rows, settings, () -> feed.readers.forEach(Runnable::run));
    return feed;
  }

  /**
   * Lets it be followed: one reader of the database for all followers.
   *
   * @param form makes of a change what followers get, once for all of them
   * @param id of what was made
   * @param mostBehind how many changes a follower may be behind before it is told of a gap
   */
  public <E> FeedReader<E> reader(
      Function<Change, E> form, Function<E, FeedId> id, int mostBehind) {
    var reader = FeedReader.start(system, rows, form, id, mostBehind);
    readers.add(reader::look);
    return reader;
  }
}
