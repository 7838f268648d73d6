package io.bindery.packager.report;

import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.quarantine.Problem;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.uri.PackageUri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The end of a job, as far as it is told.
 *
 * @param registry that the package was meant for
 * @param source what was packaged, as a URI
 * @param attempt counted from 1
 * @param reason why it failed
 * @param problems with the rules of the registry
 * @param quarantine where the package is instead
 * @param suggestion that waits for somebody's decision
 * @param topHash of its revision, wherever it is
 */
public record JobOutcome(
    NoticeKind kind,
    String jobId,
    String registry,
    String packageName,
    String source,
    int attempt,
    Optional<String> reason,
    List<Problem> problems,
    Optional<String> quarantine,
    Optional<String> suggestion,
    Optional<String> topHash,
    long files,
    long bytes,
    Instant at) {
  private static final int TOLD = 20;

  /** In UTF-16 units; what a workflow finds is no longer. */
  private static final int LONGEST_PROBLEM = 600;

  public JobOutcome {
    problems = List.copyOf(problems);
  }

  /** The problems that a notice has room for: SNS takes 256 KB. The job has all. */
  List<Problem> told() {
    return problems.subList(0, Math.min(TOLD, problems.size()));
  }

  /** The same, with no more than so much of each text that somebody else wrote. */
  JobOutcome within(int most) {
    int room = Math.min(most, LONGEST_PROBLEM);
    return new JobOutcome(
        kind,
        jobId,
        registry,
        packageName,
        source,
        attempt,
        reason.map(text -> Excerpt.of(text, most)),
        problems.stream()
            .map(
                problem ->
                    new Problem(
                        problem.rule(),
                        Excerpt.of(problem.path(), room),
                        Excerpt.of(problem.message(), room),
                        problem.quiltPath().map(path -> Excerpt.of(path, room))))
            .toList(),
        quarantine,
        suggestion,
        topHash,
        files,
        bytes,
        at);
  }

  /** The URI of its revision, as Quilt writes it. */
  Optional<String> uri() {
    return topHash
        .filter(hash -> kind != NoticeKind.FAILURE)
        .map(hash -> PackageUri.of(place(), packageName, hash).toString());
  }

  /** The bucket where the package can be looked at. */
  String place() {
    return quarantine.orElse(registry);
  }
}
