package io.bindery.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import akka.persistence.typed.PersistenceId;
import io.bindery.platform.journal.InStep.Written;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which tables are kept in step with the journal, on one node. */
public final class InStepTables implements Extension {
  private static final Id ID = new Id();

  /** Tables and the class of the events they take. */
  private record Kept<E>(Class<E> type, InStep<E> tables) {
    List<Statement> statements(Connection connection, List<Written<Object>> events) {
      return tables.statements(
          connection,
          events.stream()
              .map(
                  one ->
                      new Written<>(one.entityId(), one.sequenceNumber(), type.cast(one.event())))
              .toList());
    }
  }

  private final Map<String, Kept<?>> byEntityType = new ConcurrentHashMap<>();

  private InStepTables() {}

  /** Those of a node. */
  public static InStepTables get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /**
   * Keeps tables in step from now on; to be said before the first entity is started.
   *
   * @param type of the entity type's events
   */
  public <E> void keep(String entityType, Class<E> type, InStep<E> tables) {
    byEntityType.put(entityType, new Kept<>(type, tables));
  }

  /** Whether there are any for this entity type. */
  boolean concerns(String entityType) {
    return byEntityType.containsKey(entityType);
  }

  /**
   * The changes that belong to these rows of the journal.
   *
   * @throws InStepException if there are none to be found for an event
   */
  List<Statement> statements(Connection connection, List<JournalRow> rows) {
    var events = new LinkedHashMap<Kept<?>, List<Written<Object>>>();
    for (var row : rows) {
      var kept = byEntityType.get(row.entityType());
      if (kept != null) {
        var entityId = PersistenceId.extractEntityId(row.persistenceId());
        events
            .computeIfAbsent(kept, any -> new ArrayList<>())
            .add(new Written<>(entityId, row.sequenceNumber(), row.event()));
      }
    }
    var statements = new ArrayList<Statement>();
    try {
      events.forEach((kept, some) -> statements.addAll(kept.statements(connection, some)));
    } catch (RuntimeException e) {
      throw new InStepException("Tables cannot take an event: " + e.getMessage(), e);
    }
    return statements;
  }

  /** Tables cannot take an event; no other event is the worse for it. */
  static final class InStepException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InStepException(String message, RuntimeException cause) {
      super(message, cause);
    }
  }

  private static final class Id extends ExtensionId<InStepTables> {
    @Override
    public InStepTables createExtension(ActorSystem<?> system) {
      return new InStepTables();
    }
  }
}
