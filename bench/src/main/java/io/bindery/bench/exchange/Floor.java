package io.bindery.bench.exchange;

import java.time.Duration;

/**
 * What no publisher can be below: ten jobs of a hundred assets at one time, and each call that a
 * publication cannot do without once.
 */
record Floor(int assets) {
  static final Duration JOB_TIME = Duration.ofSeconds(51);
  static final int JOBS_AT_ONCE = 10;
  static final int ASSETS_PER_JOB = 100;
  static final int ASSETS_PER_REVISION = 10_000;

  /** Of a page of ListRevisionAssets. */
  private static final int PAGE = 200;

  int revisions() {
    return up(assets, ASSETS_PER_REVISION);
  }

  int jobs() {
    return up(assets, ASSETS_PER_JOB);
  }

  /** Of Data Exchange's time. */
  double seconds() {
    return (double) jobs() / JOBS_AT_ONCE * JOB_TIME.toSeconds();
  }

  /** Create and finalize each revision, create and start each job, list each asset. */
  int calls() {
    return 2 * revisions() + 2 * jobs() + up(assets, PAGE);
  }

  private static int up(int count, int size) {
    return (count + size - 1) / size;
  }
}
