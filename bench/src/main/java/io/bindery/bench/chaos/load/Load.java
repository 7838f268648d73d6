package io.bindery.bench.chaos.load;

import io.bindery.bench.chaos.history.History;
import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.world.Account;
import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** All that is done with the service, and all that it has made of it. */
public final class Load implements AutoCloseable {
  private static final int CALL = 10;

  private final World world;
  private final HistoryLog log;
  private final Uploads uploads;
  private final Announcements announcements;
  private final Publisher publisher;

  /**
   * Begins.
   *
   * @param rate uploads a second
   * @param publicationMillis from one publication to the next
   */
  public Load(World world, HistoryLog log, long seed, double rate, long publicationMillis) {
    this.world = world;
    this.log = log;
    this.announcements = new Announcements(world.account(), log);
    this.uploads = new Uploads(world.account(), log, seed, rate);
    this.publisher = new Publisher(world, uploads, log, publicationMillis);
  }

  /** How many uploads were acknowledged so far. */
  public int acknowledged() {
    return uploads.acknowledged();
  }

  /** How many announcements came so far. */
  public int announced() {
    return announcements.heard().size();
  }

  /**
   * Ends the load, waits until nothing happens any more, and reads what there is.
   *
   * @param patience how long nothing may happen before the wait ends
   * @param seen what was seen so far that must never be
   */
  public History finish(
      List<Incident> incidents, List<Broken> seen, Duration patience, Consumer<String> progress) {
    publisher.stop();
    uploads.close();
    var broken = new ArrayList<>(seen);
    new Settling(world)
        .await(patience, progress)
        .ifPresent(left -> broken.add(new Broken("B", "It does not come to an end: " + left)));
    progress.accept("reading journal, registry and publications");
    deadLetters(broken, world.account().notices());
    deadLetters(broken, world.account().descriptions());
    world.exchangeViolations().forEach(one -> broken.add(new Broken("AU", one)));
    var journal = Journal.read(world.database().all());
    var history =
        new History(
            world.rule(),
            uploads.puts(),
            uploads.unanswered(),
            journal.batches(),
            journal.open(),
            announcements.heard(),
            Registry.read(world.account()),
            publisher.published(),
            incidents,
            broken);
    history.unanswered().forEach(one -> log.note("unanswered", one));
    history.batches().forEach(one -> log.note("batch", one));
    history.revisions().forEach(one -> log.note("revision", one));
    history.published().forEach(one -> log.note("published", one));
    history.seen().forEach(one -> log.note("broken", one));
    return history;
  }

  /** Every message was a good one. */
  private void deadLetters(List<Broken> broken, Account.Queue queue) {
    int letters = world.account().depth(queue.deadLetters());
    if (letters > 0) {
      var some =
          world
              .account()
              .aws()
              .sqs()
              .receiveMessage(
                  r ->
                      r.queueUrl(queue.deadLetters())
                          .maxNumberOfMessages(CALL)
                          .messageAttributeNames("All"))
              .join()
              .messages();
      var why = some.isEmpty() ? "" : some.get(0).messageAttributes() + " " + some.get(0).body();
      broken.add(
          new Broken(
              "D", "%d messages are in %s: %s".formatted(letters, queue.deadLetters(), why)));
    }
  }

  @Override
  public void close() {
    publisher.close();
    uploads.close();
    announcements.close();
  }
}
