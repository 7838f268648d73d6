package io.bindery.platform.journal;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.persistence.Persistence;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import akka.persistence.typed.PersistenceId;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.bindery.platform.database.Tables;
import io.bindery.platform.gather.Grouping;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/**
 * A snapshot store that reads for many entities at once, in the table of Akka Persistence R2DBC,
 * which holds the last snapshot of each. Snapshots with metadata, which none of ours have, are
 * refused.
 */
public final class GroupedSnapshots extends SnapshotStore {
  private static final int GROUPS = 2;

  /** A snapshot may have some hundred kibibytes. */
  private static final long GROUP_READS = 200;

  private final ActorSystem<Void> system = Adapter.toTyped(context().system());
  private final Serialization serialization = SerializationExtension.get(system);
  private final Persistence persistence = Persistence.get(system);
  private final SnapshotTable table = new SnapshotTable(Tables.of(system));
  private final Grouping<String, Optional<SnapshotTable.Stored>> loads =
      new Grouping<>(table::load, GROUPS, id -> 1, GROUP_READS, system.executionContext()::execute);

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        loads
            .add(persistenceId)
            .thenApplyAsync(
                found ->
                    found
                        .filter(row -> matches(row, criteria))
                        .map(row -> selected(persistenceId, row)),
                system.executionContext()::execute));
  }

  private static boolean matches(SnapshotTable.Stored row, SnapshotSelectionCriteria criteria) {
    return row.sequenceNumber() <= criteria.maxSequenceNr()
        && row.sequenceNumber() >= criteria.minSequenceNr()
        && row.writtenMillis() <= criteria.maxTimestamp()
        && row.writtenMillis() >= criteria.minTimestamp();
  }

  private SelectedSnapshot selected(String persistenceId, SnapshotTable.Stored row) {
    return SelectedSnapshot.apply(
        new SnapshotMetadata(persistenceId, row.sequenceNumber(), row.writtenMillis()),
        serialization.deserialize(row.payload(), row.serializer(), row.manifest()).get());
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    if (metadata.metadata().isDefined()) {
      return FutureConverters.asScala(
          CompletableFuture.failedFuture(
              new UnsupportedOperationException(
                  "The snapshot of %s has metadata, which this store does not keep."
                      .formatted(metadata.persistenceId()))));
    }
    var serializer = serialization.findSerializerFor(snapshot);
    return FutureConverters.asScala(
        table.save(
            persistence.sliceForPersistenceId(metadata.persistenceId()),
            PersistenceId.extractEntityType(metadata.persistenceId()),
            metadata.persistenceId(),
            new SnapshotTable.Stored(
                metadata.sequenceNr(),
                metadata.timestamp(),
                serializer.identifier(),
                Serializers.manifestFor(serializer, snapshot),
                serialization.serialize(snapshot).get())));
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    // As there is one of each entity, its number names it; the time may not be known.
    return FutureConverters.asScala(
        table.delete(
            metadata.persistenceId(),
            metadata.sequenceNr(),
            metadata.sequenceNr(),
            0,
            Long.MAX_VALUE));
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return FutureConverters.asScala(
        table.delete(
            persistenceId,
            criteria.minSequenceNr(),
            criteria.maxSequenceNr(),
            criteria.minTimestamp(),
            criteria.maxTimestamp()));
  }
}
