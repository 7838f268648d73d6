package io.bindery.packager.intake;

import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Requests whose descriptions a test takes. */
public final class Intake {
  private Intake() {}

  /**
   * Takes descriptions as Quilt's engine does.
   *
   * @param buckets that may be read and written
   */
  public static PackageRequests requests(
      CrateNames names, Set<String> buckets, Consumer<PackageDescription> taken) {
    return new PackageRequests(
        new AllowedBuckets(buckets, buckets),
        DescriptionMode.QUILT,
        PackagePolicies.NONE,
        names::find,
        entries -> CompletableFuture.failedFuture(new IllegalStateException("no lists are kept")),
        (id, description, intent, trace) -> {
          taken.accept(description);
          return CompletableFuture.completedFuture(new PackageCommand.Accepted("job"));
        });
  }
}
