package io.bindery.packager.report;

import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.quarantine.Problem;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.util.List;
import java.util.Optional;

/** A report as people read it in a mail. */
final class ReportText {
  private ReportText() {}

  static String of(JobOutcome outcome, String reason, Optional<String> link) {
    var text = new StringBuilder(head(outcome)).append("\n\n");
    line(text, "package", outcome.packageName());
    line(
        text,
        switch (outcome.kind()) {
          case SUCCESS, SUGGESTION -> "registry";
          case FAILURE, QUARANTINE -> "meant for";
        },
        "s3://" + outcome.registry());
    outcome.quarantine().ifPresent(bucket -> line(text, "now in", "s3://" + bucket));
    line(text, outcome.kind() == NoticeKind.SUGGESTION ? "folder" : "made from", outcome.source());
    if (outcome.kind() != NoticeKind.FAILURE) {
      line(
          text,
          "content",
          "%s %s, %s"
              .formatted(
                  Amounts.number(outcome.files()),
                  outcome.files() == 1 ? "file" : "files",
                  Amounts.size(outcome.bytes())));
      outcome.topHash().ifPresent(hash -> line(text, "revision", hash));
    }
    outcome.uri().ifPresent(uri -> line(text, "URI", uri));
    link.ifPresent(url -> line(text, "look at it", url));
    if (!outcome.problems().isEmpty()) {
      problems(text, outcome.told());
      int more = outcome.problems().size() - outcome.told().size();
      if (more > 0) {
        text.append("\n  and %d more, which the job has\n".formatted(more));
      }
    }
    if (isTold(outcome)) {
      text.append("\nWhy: ").append(SafeText.line(reason)).append('\n');
    }
    return text.append(advice(outcome))
        .append("\nJob ")
        .append(outcome.jobId())
        .append('\n')
        .toString();
  }

  /** Quarantine is because of the problems; a failure that has some says them as its reason. */
  private static boolean isTold(JobOutcome outcome) {
    return switch (outcome.kind()) {
      case FAILURE -> outcome.problems().isEmpty();
      case SUGGESTION -> true;
      case SUCCESS, QUARANTINE -> false;
    };
  }

  private static String head(JobOutcome outcome) {
    return switch (outcome.kind()) {
      case SUCCESS ->
          "The package %s has a new revision.".formatted(SafeText.line(outcome.packageName()));
      case FAILURE ->
          "The package %s could not be made.".formatted(SafeText.line(outcome.packageName()));
      case QUARANTINE ->
          "The package %s does not follow the rules of its registry, so it was put into quarantine."
              .formatted(SafeText.line(outcome.packageName()));
      case SUGGESTION ->
          "The package %s can be made, and waits for somebody to decide."
              .formatted(SafeText.line(outcome.packageName()));
    };
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("  %-12s%s\n".formatted(what, SafeText.line(value)));
  }

  private static void problems(StringBuilder text, List<Problem> problems) {
    text.append("\nWhat is wrong:\n");
    for (int i = 0; i < problems.size(); i++) {
      var problem = problems.get(i);
      text.append(
          "\n  %d. %s%s%s\n     %s\n"
              .formatted(
                  i + 1,
                  SafeText.line(problem.subject()),
                  problem.ofAll() ? "" : " " + SafeText.line(problem.path()),
                  problem
                      .quiltPath()
                      .map(path -> " (Quilt: " + SafeText.line(path) + ")")
                      .orElse(""),
                  SafeText.line(problem.message())));
    }
  }

  private static String advice(JobOutcome outcome) {
    return switch (outcome.kind()) {
      case SUCCESS -> "";
      case FAILURE ->
          """

          Once that is mended, upload again, or have the job done again:
          POST /api/v1/packages/jobs/%s/retry
          """
              .formatted(outcome.jobId());
      case QUARANTINE ->
          """

          What to do: correct the files or the metadata, and upload them. Bindery then makes the
          package anew, and takes it out of quarantine. QUARANTINE.md in the package says more.
          """;
      case SUGGESTION ->
          """

          Look at it, set what is missing, and have it made or not:
          bindery suggestions show %1$s
          bindery suggestions accept %1$s
          """
              .formatted(outcome.suggestion().orElse(""));
    };
  }
}
