package io.bindery.packager.tables;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.packager.job.PackageCommand.Supersede;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Rounds;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Finds packages in quarantine whose name broke the rules, and whose folder has become a good
 * package of another name since: a package cannot mend its own name. Each is told until it has
 * heard; the package decides.
 */
final class Supersessions {
  private static final String FIND =
      """
      SELECT held.job_id, held.entity_id, good.job_id AS good_job, good.package_name, good.top_hash
      FROM package_job held
      JOIN LATERAL (
        SELECT job_id, package_name, top_hash FROM package_job other
        WHERE md5(other.source) = md5(held.source) AND other.source = held.source
          AND other.registry = held.registry AND other.entity_id <> held.entity_id
          AND other.state IN ('done', 'unchanged') AND other.finished_at > held.finished_at
        ORDER BY other.finished_at LIMIT 1) good ON TRUE
      WHERE held.state = 'quarantined' AND held.resolved_at IS NULL
        AND held.name_broken
        AND NOT EXISTS (
          SELECT 1 FROM package_job later
          WHERE later.entity_id = held.entity_id AND later.state = 'quarantined'
            AND later.resolved_at IS NULL AND later.finished_at > held.finished_at)
      ORDER BY held.finished_at LIMIT 100
      """;

  private record Found(String entityId, Supersede supersede) {}

  private final Tables tables;
  private final BiConsumer<String, Supersede> tell;

  private Supersessions(Tables tables, BiConsumer<String, Supersede> tell) {
    this.tables = tables;
    this.tell = tell;
  }

  /**
   * Starts to look.
   *
   * @param tell sends the command to the entity of this id
   */
  static void start(ActorSystem<?> system, Duration interval, BiConsumer<String, Supersede> tell) {
    var supersessions = new Supersessions(Tables.of(system), tell);
    Rounds.start(
        system, NodeRole.PACKAGER, "package-supersessions", interval, supersessions::round);
  }

  private CompletionStage<Done> round() {
    return tables
        .select(
            FIND,
            statement -> statement,
            row ->
                new Found(
                    row.get("entity_id", String.class),
                    new Supersede(
                        row.get("job_id", String.class),
                        row.get("good_job", String.class),
                        row.get("package_name", String.class),
                        row.get("top_hash", String.class))))
        .thenApply(
            found -> {
              found.forEach(it -> tell.accept(it.entityId(), it.supersede()));
              return Done.done();
            });
  }
}
