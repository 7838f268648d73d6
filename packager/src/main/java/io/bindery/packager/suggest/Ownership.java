package io.bindery.packager.suggest;

import io.bindery.packager.failure.OwnedException;
import io.bindery.packager.job.Intent;
import io.bindery.packager.policy.Owned;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.registry.Pointer;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.TopHash;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whose the newest revision of a package is. It is Bindery's if {@code latest} has Bindery's mark,
 * or leads to the last revision that a job pushed: versions before the mark left none. All else is
 * somebody else's, also what nothing is known of.
 */
public final class Ownership {
  // A job's push may have been cut off before its end was noted.
  private static final String LAST =
      """
      SELECT top_hash FROM package_job
      WHERE registry = $1 AND package_name = $2 AND quarantine IS NULL AND top_hash IS NOT NULL
        AND (pointer IS NOT NULL OR state IN ('pushing', 'retrying', 'assembling'))
      ORDER BY COALESCE(started_at, accepted_at) DESC LIMIT 1
      """;

  private final RegistryReader reader;
  private final Tables tables;
  private final PackagePolicies policies;

  public Ownership(RegistryReader reader, Tables tables, PackagePolicies policies) {
    this.reader = reader;
    this.tables = tables;
    this.policies = policies;
  }

  /**
   * Checks that a package may be made.
   *
   * @param made top hash of the revision that is to be pushed, if it is known: if it is the newest
   *     already, nothing is replaced
   * @return what {@code latest} leads to, of which a push must make sure; fails with an {@link
   *     OwnedException} if that is somebody else's and nobody ordered to replace it
   */
  public CompletionStage<Optional<TopHash>> check(
      PackageDescription description, Intent intent, Optional<TopHash> made) {
    return reader
        .latestPointer(description.registry(), description.name())
        .thenCompose(
            latest -> {
              var owned = rule(description, intent);
              return latest.isEmpty()
                      || latest.get().marked()
                      || owned == Owned.REVISE
                      || made.equals(latest.map(Pointer::topHash))
                  ? free(latest)
                  : known(description, latest.get(), owned);
            });
  }

  private Owned rule(PackageDescription description, Intent intent) {
    return intent != Intent.ORDER && description.source() instanceof SourceFolder folder
        ? policies.consent(folder).owned()
        : Owned.REVISE;
  }

  private static CompletionStage<Optional<TopHash>> free(Optional<Pointer> latest) {
    return CompletableFuture.completedFuture(latest.map(Pointer::topHash));
  }

  private CompletionStage<Optional<TopHash>> known(
      PackageDescription description, Pointer latest, Owned rule) {
    return tables
        .select(
            LAST,
            statement ->
                statement.bind("$1", description.registry()).bind("$2", description.name().value()),
            row -> row.get("top_hash", String.class))
        .thenApply(
            last -> {
              if (last.contains(latest.topHash().value())) {
                return Optional.of(latest.topHash());
              }
              var what = "%s in s3://%s".formatted(description.name(), description.registry());
              throw rule == Owned.SUGGEST
                  ? OwnedException.suggested(what, latest.topHash().value())
                  : OwnedException.refused(what, latest.topHash().value());
            });
  }
}
