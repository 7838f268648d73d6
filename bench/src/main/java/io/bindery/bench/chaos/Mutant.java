package io.bindery.bench.chaos;

import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import javax.tools.ToolProvider;

/**
 * A build with a planted bug: a source of Bindery with other text in some places, compiled at run
 * time. A checker is believed that finds each.
 */
enum Mutant {
  /** A notice leaves its queue before the journal has what it says. */
  ACKNOWLEDGED_BEFORE_COMMIT(
      0.8,
      Set.of(FaultKind.KILL, FaultKind.DATABASE_STOP, FaultKind.CONNECTION_KILL),
      "router/src/main/java/io/bindery/router/intake/EventIntake.java",
      new Change(
          """
              return recorded(
                  messages.stream().map(QueueMessage::body).toList(),
                  messages.stream().map(QueueMessage::trace).toList(),
                  drops.getAsBoolean());
          """,
          """
              var unused =
                  recorded(
                      messages.stream().map(QueueMessage::body).toList(),
                      messages.stream().map(QueueMessage::trace).toList(),
                      drops.getAsBoolean());
              return CompletableFuture.completedFuture(
                  messages.stream().<Verdict>map(message -> Verdict.done()).toList());
          """)),

  /** A batch that moves to another node does not know there that it has to look at the clock. */
  TIMER_LOST_ON_HAND_OVER(
      1.5,
      Set.of(FaultKind.KILL_ALL),
      "router/src/main/java/io/bindery/router/batch/Batch.java",
      new Change(
          """
              settle(state);
              if (subscription.isEmpty()) {
          """,
          """
              if (subscription.isEmpty()) {
          """),
      new Change(
          ".onCommand(Wake.class, (state, wake) -> onTime(state))",
          ".onCommand(Wake.class, (state, wake) -> Effect().noReply())"),
      new Change(
          ".onCommand(BacklogRead.class, (state, read) -> onBacklogRead(state))",
          ".onCommand(BacklogRead.class, (state, read) -> Effect().noReply())")),

  /** A new version of an object is taken for one that is known. */
  DEDUPLICATED_WITHOUT_VERSION(
      0.4,
      Set.of(FaultKind.SQS_DUPLICATES),
      "router/src/main/java/io/bindery/router/batch/RecordedObject.java",
      new Change(
          "return event.kind() + \"\\n\" + version + \"\\n\" + event.key();",
          "return event.kind() + \"\\n\" + event.key();"));

  private record Change(String from, String to) {}

  private final double minutes;

  @SuppressWarnings("ImmutableEnumChecker") // Nobody can change it.
  private final Set<FaultKind> kinds;

  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // A copy that nobody can change.
  private final List<Change> changes;

  Mutant(double minutes, Set<FaultKind> kinds, String source, Change... changes) {
    this.minutes = minutes;
    this.kinds = kinds;
    this.source = source;
    this.changes = List.of(changes);
  }

  /** How long its faults have to go on. */
  double minutes() {
    return minutes;
  }

  /** The faults by which it shows. */
  Set<FaultKind> kinds() {
    return kinds;
  }

  /**
   * Its source.
   *
   * @throws BenchException if the source of today does not have a text that is changed, or has it
   *     twice
   */
  String text(Path home) {
    String text;
    try {
      text = Files.readString(home.resolve(source));
    } catch (IOException e) {
      throw new BenchException("The sources of Bindery are needed, in " + home, e);
    }
    for (var change : changes) {
      int at = text.indexOf(change.from());
      if (at < 0 || text.indexOf(change.from(), at + 1) >= 0) {
        throw new BenchException(
            "%s: %s must have this text exactly once: %s".formatted(this, source, change.from()));
      }
      text = text.replace(change.from(), change.to());
    }
    return text;
  }

  /** Compiles it into a directory. */
  void compile(Path home, Path classes) throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new BenchException("A JDK is needed, and this is a Java without a compiler.");
    }
    var file = classes.resolve("source").resolve(Path.of(source).getFileName());
    Files.createDirectories(file.getParent());
    Files.writeString(file, text(home));
    var said = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean good =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-parameters",
                      "-proc:none",
                      "-nowarn"),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      if (!good) {
        throw new BenchException(this + " does not compile: " + said);
      }
    }
  }
}
