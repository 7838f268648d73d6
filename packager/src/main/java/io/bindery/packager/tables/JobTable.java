package io.bindery.packager.tables;

import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.lineage.LineageOutbox;
import io.bindery.packager.lineage.LineageTarget;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.platform.journal.InStep;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Writes the events of packages into {@code package_job}, the feed of changes and the outbox of
 * lineage, in the transaction of the journal.
 */
final class JobTable implements InStep<PackageEvent> {
  private final Predicate<NoticeKind> wanted;
  private final Optional<Duration> expireAfter;
  private final Set<LineageTarget> lineage;

  /**
   * @param wanted whether anybody is told of such an end
   * @param expireAfter how long a suggestion stays open
   * @param lineage where run events go
   */
  JobTable(
      Predicate<NoticeKind> wanted, Optional<Duration> expireAfter, Set<LineageTarget> lineage) {
    this.wanted = wanted;
    this.expireAfter = expireAfter;
    this.lineage = Set.copyOf(lineage);
  }

  @Override
  public List<Statement> statements(Connection connection, List<Written<PackageEvent>> events) {
    return events.stream()
        .flatMap(
            one ->
                Stream.of(
                        one.event()
                            .fold(
                                new JobStatements(connection, one.entityId(), wanted, expireAfter)),
                        one.event().fold(new JobChanges(connection, one.entityId())),
                        owed(connection, one.event()))
                    .flatMap(List::stream))
        .toList();
  }

  private List<Statement> owed(Connection connection, PackageEvent event) {
    return lineage.isEmpty() ? List.of() : event.fold(new LineageOutbox(connection, lineage));
  }
}
