package io.bindery.platform.retention;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Rounds;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has one node of the cluster delete what is old, again and again. */
public final class Cleaner {
  private static final Logger log = LoggerFactory.getLogger(Cleaner.class);

  private Cleaner() {}

  /**
   * Starts the passes; they end with the system. A pass needs no memory of how far it came: what
   * one that was broken off deleted is gone, and the next one goes on with the rest.
   *
   * @param role of the nodes of which one does it
   * @param name of the loop, the same on all nodes
   * @param pass goes once through all that is old, and tells in words what it did; nothing if
   *     nothing was done
   */
  public static void start(
      ActorSystem<?> system,
      NodeRole role,
      String name,
      CleaningSettings settings,
      Function<OldPages, CompletionStage<String>> pass) {
    var tables = Tables.of(system);
    Rounds.start(
        system,
        role,
        name,
        settings.interval(),
        () ->
            OldPages.now(tables)
                .thenCompose(now -> pass.apply(new OldPages(now, settings.rowsPerSecond())))
                .thenApply(Cleaner::told));
  }

  private static Done told(String words) {
    if (!words.isEmpty()) {
      log.info("cleaned up: {}", words);
    }
    return Done.done();
  }
}
