package io.bindery.packager.job;

import io.bindery.packager.manifest.TopHash;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.protocol.name.PackageName;
import java.util.Optional;

/**
 * A package that is in quarantine.
 *
 * @param name of the package
 * @param registry that it was meant for
 * @param quarantine the bucket of the quarantine registry
 * @param topHash of its revision there
 * @param mended absent while the cause is not mended
 */
record Held(
    String name, String registry, String quarantine, String topHash, Optional<Mended> mended) {

  /**
   * The revision that followed the rules.
   *
   * @param jobId of the job that made it
   * @param second when that was, in seconds since 1970
   */
  record Mended(String jobId, String topHash, long second) {}

  Held mendedBy(Mended by) {
    return new Held(name, registry, quarantine, topHash, Optional.of(by));
  }

  /** What is to be marked, of one that is mended. */
  Resolver.Mended toResolve() {
    var by = mended.orElseThrow();
    return new Resolver.Mended(
        new PackageName(name), quarantine, registry, new TopHash(by.topHash()), by.second());
  }
}
