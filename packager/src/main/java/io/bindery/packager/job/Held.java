package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.packager.quarantine.Release;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.util.Optional;

/**
 * A package that is in quarantine.
 *
 * @param name of the package
 * @param registry that it was meant for
 * @param quarantine the bucket of the quarantine registry
 * @param topHash of its revision there
 * @param mended absent while the cause is not mended
 * @param dismissed absent unless somebody decided that nothing more is to be done
 */
record Held(
    String name,
    String registry,
    String quarantine,
    String topHash,
    Optional<Mended> mended,
    Optional<Dismissed> dismissed) {

  Held {
    // States from before it could be dismissed have none.
    dismissed = dismissed == null ? Optional.empty() : dismissed;
  }

  /**
   * The revision that followed the rules.
   *
   * @param jobId of the job that it happened to
   * @param second when that was, in seconds since 1970
   * @param packageName of the good package, if it is another
   */
  record Mended(String jobId, String topHash, long second, Optional<String> packageName) {
    Mended {
      // States from before it could be another have none.
      packageName = packageName == null ? Optional.empty() : packageName;
    }
  }

  /**
   * An order.
   *
   * @param jobId of the job that brought the package into quarantine
   * @param second when it was given, in seconds since 1970
   */
  record Dismissed(String jobId, String by, String reason, long second) {}

  Held mendedBy(Mended by) {
    return new Held(name, registry, quarantine, topHash, Optional.of(by), dismissed);
  }

  Held dismissedBy(Dismissed by) {
    return new Held(name, registry, quarantine, topHash, mended, Optional.of(by));
  }

  /** Whether it is over, and only the mark is to be set. */
  @JsonIgnore
  boolean isOver() {
    return mended.isPresent() || dismissed.isPresent();
  }

  /** The job that the end is recorded of, of one that is over. */
  String endedJob() {
    return mended.map(Mended::jobId).or(() -> dismissed.map(Dismissed::jobId)).orElseThrow();
  }

  /** What is to be marked, of one that is over. */
  Resolver.Ended toResolve() {
    return mended
        .map(by -> ended(by.second(), release(by)))
        .or(
            () ->
                dismissed.map(
                    by -> ended(by.second(), new Release.Dismissed(by.by(), by.reason()))))
        .orElseThrow();
  }

  private Resolver.Ended ended(long second, Release release) {
    return new Resolver.Ended(new PackageName(name), quarantine, registry, release, second);
  }

  private Release release(Mended by) {
    return new Release.Mended(
        new PackageName(by.packageName().orElse(name)), new TopHash(by.topHash()));
  }
}
