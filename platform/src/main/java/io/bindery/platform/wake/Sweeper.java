package io.bindery.platform.wake;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.failure.Causes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes entities whose time has come and that may not be in memory: passivated, or lost with their
 * node. One runs in the cluster. The table it reads is a hint: the woken entity decides, so a row
 * that is a little old costs one needless message and nothing else.
 */
public final class Sweeper {
  private static final Logger log = LoggerFactory.getLogger(Sweeper.class);

  private Sweeper() {}

  /** Names the entities whose time has come. */
  @FunctionalInterface
  public interface DueEntities {
    /** The ids of up to {@code limit} entities that are due at {@code now}, longest due first. */
    CompletionStage<List<String>> due(Instant now, int limit);
  }

  /**
   * Starts the sweeper on the oldest node of a role.
   *
   * @param role that the entities have
   * @param name of the singleton, one for each kind of entity
   * @param interval pause between two sweeps
   * @param limit how many entities one sweep wakes at most; a full sweep is followed by the next
   *     one after the same pause
   * @param due reads the table
   * @param wake sends the entity its wake-up; must not block. One that cannot be woken does not
   *     keep the others asleep
   */
  public static void start(
      ActorSystem<?> system,
      NodeRole role,
      String name,
      Duration interval,
      int limit,
      DueEntities due,
      Consumer<String> wake) {
    Rounds.start(
        system,
        role,
        name,
        interval,
        () ->
            due.due(Instant.now(), limit)
                .thenApply(
                    entities -> {
                      entities.forEach(entity -> wake(name, wake, entity));
                      return Done.done();
                    }));
  }

  private static void wake(String name, Consumer<String> wake, String entity) {
    try {
      wake.accept(entity);
    } catch (RuntimeException e) {
      log.warn("{}: {} is not woken, trying again: {}", name, entity, Causes.text(e));
    }
  }
}
