package io.bindery.service.http.packager;

import io.bindery.packager.Packager;
import io.bindery.packager.lineage.Lineage;
import io.bindery.service.http.Endpoint;
import java.util.List;
import java.util.stream.Stream;

/** All that can be asked of the packager. */
public final class PackagerRoutes {
  private PackagerRoutes() {}

  /**
   * Its endpoints.
   *
   * @param lineage of its jobs
   */
  public static List<Endpoint> of(Packager packager, Lineage lineage) {
    return Stream.of(
            new PackageRoutes(packager).endpoints(),
            new BrowseRoutes(packager.browser()).endpoints(),
            new TreeRoutes(packager.browser()).endpoints(),
            new ContentRoutes(packager.browser()).endpoints(),
            new DiffRoutes(packager.browser()).endpoints(),
            new ReadmeRoutes(packager.browser()).endpoints(),
            new VerificationRoutes(packager.browser(), packager.verifications()).endpoints(),
            new JobRoutes(packager.orders()).endpoints(),
            new RetryRoutes(packager.retries()).endpoints(),
            new QuarantineRoutes(packager.jobs(), packager.orders()).endpoints(),
            new SuggestionRoutes(packager.suggestions()).endpoints(),
            new PackagePolicyRoutes(packager.policies()).endpoints(),
            new GatewayRoutes(packager.gateways()).endpoints(),
            new LineageRoutes(lineage).endpoints())
        .flatMap(List::stream)
        .toList();
  }
}
