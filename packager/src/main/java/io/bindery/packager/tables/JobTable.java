package io.bindery.packager.tables;

import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.platform.journal.InStep;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Writes the events of packages into {@code package_job} and the feed of changes, in the
 * transaction of the journal.
 */
final class JobTable implements InStep<PackageEvent> {
  private final Predicate<NoticeKind> wanted;
  private final Optional<Duration> expireAfter;

  /**
   * @param wanted whether anybody is told of such an end
   * @param expireAfter how long a suggestion stays open
   */
  JobTable(Predicate<NoticeKind> wanted, Optional<Duration> expireAfter) {
    this.wanted = wanted;
    this.expireAfter = expireAfter;
  }

  @Override
  public List<Statement> statements(Connection connection, List<Written<PackageEvent>> events) {
    return events.stream()
        .flatMap(
            one ->
                Stream.concat(
                    one
                        .event()
                        .fold(new JobStatements(connection, one.entityId(), wanted, expireAfter))
                        .stream(),
                    one.event().fold(new JobChanges(connection, one.entityId())).stream()))
        .toList();
  }
}
