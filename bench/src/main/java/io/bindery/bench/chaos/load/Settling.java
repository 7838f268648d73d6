package io.bindery.bench.chaos.load;

import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.Waiting;
import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Waits until all that is under way is done. */
final class Settling {
  private static final long LOOK_MILLIS = 1_000;

  private final World world;

  Settling(World world) {
    this.world = world;
  }

  /**
   * What is still to be done, in the order in which work goes on: what moves while it is counted is
   * counted twice rather than not at all.
   *
   * @param notices messages of S3 in the queue
   * @param open batches that are not closed
   * @param unannounced batches that are closed
   * @param descriptions messages for the packager in the queue
   * @param jobs of packages
   * @param publications that have not ended
   * @param unheard announcements that came and were not read
   */
  record Left(
      long notices,
      long open,
      long unannounced,
      long descriptions,
      long jobs,
      long publications,
      long unheard) {
    boolean isNothing() {
      return notices + descriptions + open + unannounced + jobs + publications + unheard == 0;
    }
  }

  private Left look() {
    Account account = world.account();
    var database = world.database().all();
    return new Left(
        account.depth(account.notices().url()),
        database.count("SELECT count(*) FROM open_batch"),
        database.count("SELECT count(*) FROM closed_batch WHERE wake_at IS NOT NULL"),
        account.depth(account.descriptions().url()),
        database.count("SELECT count(*) FROM package_job WHERE due_at IS NOT NULL"),
        database.count("SELECT count(*) FROM publication WHERE due_at IS NOT NULL"),
        account.depth(account.announcements()));
  }

  /**
   * Waits, for as long as something happens.
   *
   * @param patience how long nothing may happen
   * @return what is left then, if anything is
   */
  Optional<Left> await(Duration patience, Consumer<String> progress) {
    var last = look();
    long since = System.nanoTime();
    for (int looks = 1; !last.isNothing(); looks++) {
      if (System.nanoTime() - since > patience.toNanos()) {
        return Optional.of(last);
      }
      Waiting.pause(LOOK_MILLIS);
      var now = look();
      if (!now.equals(last)) {
        since = System.nanoTime();
      }
      last = now;
      if (looks % 10 == 0) {
        progress.accept("waiting for " + last);
      }
    }
    return Optional.empty();
  }
}
