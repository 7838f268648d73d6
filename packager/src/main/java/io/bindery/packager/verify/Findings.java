package io.bindery.packager.verify;

import io.bindery.packager.verify.Verification.Listener;
import io.bindery.packager.verify.Verification.Problem;
import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.TopHash;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers what is found, from any thread. */
final class Findings {
  private final ManifestSummary expected;
  private final Listener listener;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<Problem.Kind, Long> counts = new EnumMap<>(Problem.Kind.class);
  private long files;
  private long bytes;
  private long verified;
  private long found;

  Findings(ManifestSummary expected, Listener listener) {
    this.expected = expected;
    this.listener = listener;
  }

  synchronized void add(Problem problem) {
    found++;
    counts.merge(problem.kind(), 1L, Long::sum);
    if (problems.size() < Verification.MAX_PROBLEMS) {
      problems.add(problem);
    }
  }

  /** A file is done. */
  synchronized void done(long size, Optional<Problem> problem) {
    files++;
    bytes += size;
    if (problem.isPresent()) {
      add(problem.get());
    } else {
      verified++;
    }
    listener.onProgress(
        new Verification.Progress(
            files, bytes, expected.entries(), expected.contentBytes(), found));
  }

  synchronized Verification result(TopHash topHash) {
    return new Verification(
        topHash, expected.entries(), expected.contentBytes(), verified, problems, counts);
  }
}
