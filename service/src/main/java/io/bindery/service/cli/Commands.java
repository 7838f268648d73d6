package io.bindery.service.cli;

import java.util.List;
import java.util.Optional;

/**
 * The commands by their names. Each is a class that is loaded when it is asked for: a line names
 * one of many, and to look at all of them takes longer than most need to do their work.
 */
final class Commands {
  /** In the order in which a shell completes them. */
  static final List<String> NAMES =
      List.of(
          "serve",
          "status",
          "open",
          "packages",
          "ls",
          "cat",
          "get",
          "completion",
          "check",
          "package",
          "quarantine",
          "suggestions",
          "trace",
          "jobs",
          "retry",
          "dlq",
          "canary",
          "audit",
          "token",
          "log",
          "diff",
          "rollback",
          "delete-revision",
          "promote",
          "publish",
          "publications",
          "publication",
          "orphans",
          "verify",
          "export",
          "top-hash",
          "shadow-diff",
          "batches",
          "explain",
          "flush",
          "pause",
          "resume",
          "discard",
          "timers",
          "policy",
          "reconcile",
          "dry-run",
          "preset",
          "source");

  /** Looks at all the others. */
  private static final String COMPLETION = "completion";

  private static final String DEBUG = "--debug";

  private Commands() {}

  /** The class of a command, by its name or another name of it; nothing if there is none. */
  static Optional<Class<?>> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "serve" -> ServeCommand.class;
          case "status" -> StatusCommand.class;
          case "open" -> OpenCommand.class;
          case "packages" -> PackagesCommand.class;
          case "ls" -> LsCommand.class;
          case "cat" -> CatCommand.class;
          case "get" -> GetCommand.class;
          case COMPLETION -> CompletionCommand.class;
          case "check" -> CheckCommand.class;
          case "package" -> PackageCommand.class;
          case "quarantine" -> QuarantineCommand.class;
          case "suggestions" -> SuggestionsCommand.class;
          case "trace" -> TraceCommand.class;
          case "jobs" -> JobsCommand.class;
          case "retry" -> RetryCommand.class;
          case "dlq" -> DeadLettersCommand.class;
          case "canary" -> CanaryCommand.class;
          case "audit" -> AuditCommand.class;
          case "token" -> TokenCommand.class;
          case "log" -> LogCommand.class;
          case "diff" -> DiffCommand.class;
          case "rollback" -> RollbackCommand.class;
          case "delete-revision" -> DeleteRevisionCommand.class;
          case "promote" -> PromoteCommand.class;
          case "publish" -> PublishCommand.class;
          case "publications" -> PublicationsCommand.class;
          case "publication" -> PublicationCommand.class;
          case "orphans" -> OrphansCommand.class;
          case "verify" -> VerifyCommand.class;
          case "export" -> ExportCommand.class;
          case "top-hash" -> TopHashCommand.class;
          case "shadow-diff" -> ShadowDiffCommand.class;
          case "batches" -> BatchesCommand.class;
          case "explain" -> ExplainCommand.class;
          case "flush" -> OrderCommand.Flush.class;
          case "pause" -> OrderCommand.Pause.class;
          case "resume" -> OrderCommand.Resume.class;
          case "discard" -> OrderCommand.Discard.class;
          case "timers" -> TimersCommand.class;
          case "policy" -> PolicyCommand.class;
          case "reconcile" -> ReconcileCommand.class;
          case "dry-run" -> DryRunCommand.class;
          case "preset" -> PresetCommand.class;
          case "source", "sources" -> SourceCommand.class;
          default -> null;
        });
  }

  /** The one command that a line is about; nothing if it takes all of them to say. */
  static Optional<Class<?>> asked(String... arguments) {
    int first = arguments.length > 0 && arguments[0].equals(DEBUG) ? 1 : 0;
    return arguments.length == first || arguments[first].equals(COMPLETION)
        ? Optional.empty()
        : named(arguments[first]);
  }
}
