package io.bindery.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.persistence.typed.PersistenceId;
import io.bindery.platform.journal.InStep.Written;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who listens of the events that are in the journal now, on the node that has written them.
 * What is told is committed; what is committed is told unless the node ends before. So it is good
 * for figures and for views that are looked at now, and not for what must not be missed: that
 * belongs into tables ({@link InStepTables}).
 */
public final class Committed implements Extension {
  private static final Logger log = LoggerFactory.getLogger(Committed.class);
  private static final Id ID = new Id();

  private record Listener<E>(String entityType, Class<E> type, Consumer<Written<E>> hears) {
    void hear(JournalRow row) {
      if (row.entityType().equals(entityType) && type.isInstance(row.event())) {
        hears.accept(
            new Written<>(
                PersistenceId.extractEntityId(row.persistenceId()),
                row.sequenceNumber(),
                type.cast(row.event())));
      }
    }
  }

  private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> writes = new CopyOnWriteArrayList<>();

  private Committed() {}

  /** That of a node. */
  public static Committed get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Listens from now on.
   *
   * @param type of the entity type's events
   * @param hears is called by many threads, the events of one entity in order; must not block
   */
  public <E> void listen(String entityType, Class<E> type, Consumer<Written<E>> hears) {
    listeners.add(new Listener<>(entityType, type, hears));
  }

  /**
   * Calls from now on after each write of this node, whatever it was of.
   *
   * @param hears must not block, and must not fail
   */
  public void wrote(Runnable hears) {
    writes.add(hears);
  }

  void tell(List<JournalRow> rows) {
    writes.forEach(Runnable::run);
    for (var listener : listeners) {
      for (var row : rows) {
        try {
          listener.hear(row);
        } catch (RuntimeException e) {
          // The event is in the journal: no fault of a listener can undo that.
          log.warn("What listens to {} failed at {}", row.entityType(), row.event().getClass(), e);
        }
      }
    }
  }

  private static final class Id extends ExtensionId<Committed> {
    @Override
    public Committed createExtension(ActorSystem<?> system) {
      return new Committed();
    }
  }
}
