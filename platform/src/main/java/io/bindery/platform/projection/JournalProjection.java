package io.bindery.platform.projection;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.r2dbc.query.javadsl.R2dbcReadJournal;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.eventsourced.javadsl.EventSourcedProvider;
import akka.projection.r2dbc.javadsl.R2dbcHandler;
import akka.projection.r2dbc.javadsl.R2dbcProjection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads the events of one entity type into tables. The journal's slices are shared out over the
 * nodes; each group of events and its offset are written in one transaction, so each event has its
 * effect exactly once.
 */
public final class JournalProjection {
  private static final int GROUP_EVENTS = 200;
  private static final Duration GROUP_WINDOW = Duration.ofMillis(50);

  private JournalProjection() {}

  /**
   * Starts the projection on this node's share of the slices.
   *
   * @param name stays the same for ever: the offsets are stored under it
   * @param entityType whose events are read
   * @param instances into how many parts the slices are cut; a power of two, at most 1,024
   * @param handler makes one handler for each part
   */
  public static <E> void start(
      ActorSystem<?> system,
      String name,
      String entityType,
      int instances,
      Supplier<R2dbcHandler<List<EventEnvelope<E>>>> handler) {
    var ranges = EventSourcedProvider.sliceRanges(system, R2dbcReadJournal.Identifier(), instances);
    ShardedDaemonProcess.get(system)
        .init(
            ProjectionBehavior.Command.class,
            name,
            ranges.size(),
            i -> {
              int first = ranges.get(i).first();
              int last = ranges.get(i).second();
              return ProjectionBehavior.create(
                  R2dbcProjection.groupedWithin(
                          ProjectionId.of(name, first + "-" + last),
                          Optional.empty(),
                          EventSourcedProvider.<E>eventsBySlices(
                              system, R2dbcReadJournal.Identifier(), entityType, first, last),
                          handler,
                          system)
                      .withGroup(GROUP_EVENTS, GROUP_WINDOW));
            },
            ProjectionBehavior.stopMessage());
    Placement.awaitedAtStop(system, name, ranges.size());
  }
}
