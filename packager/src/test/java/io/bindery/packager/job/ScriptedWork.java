package io.bindery.packager.job;

import akka.Done;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.packager.quarantine.Release;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Work whose outcomes a test decides; it notes what was asked for. */
final class ScriptedWork implements PackageWork {
  static final String TOP_HASH = "ab".repeat(32);
  static final String OTHER_HASH = "cd".repeat(32);

  private static final AssemblyProgress PROGRESS =
      new AssemblyProgress(
          3, 42, true, 1, 2, 42, 14, Duration.ofSeconds(1), 0, List.of(), List.of());

  final List<String> asked = new ArrayList<>();
  final List<String> reported = new ArrayList<>();
  private final List<String> endedJobs = new ArrayList<>();
  final AtomicInteger cancelled = new AtomicInteger();
  final AtomicInteger discarded = new AtomicInteger();

  @Override
  public synchronized Assembling assemble(
      PackageDescription description, Intent intent, Optional<TraceContext> trace) {
    asked.add(
        "assemble "
            + description.source()
            + (intent == Intent.AUTOMATIC ? "" : " by " + intent.word()));
    return new Assembling(new CompletableFuture<>(), cancelled::incrementAndGet, () -> PROGRESS);
  }

  @Override
  public synchronized Drafting draft(String jobId, PackageDescription description) {
    asked.add("draft " + description.source());
    return new Drafting(new CompletableFuture<>(), cancelled::incrementAndGet);
  }

  @Override
  public synchronized Assembling assembleQuarantined(
      PackageDescription meant, Quarantine quarantine, Optional<TraceContext> trace) {
    asked.add("assemble for " + quarantine.bucket() + " " + quarantine.problems().get(0).path());
    return new Assembling(new CompletableFuture<>(), cancelled::incrementAndGet, () -> PROGRESS);
  }

  @Override
  public Optional<String> quarantine(PackageDescription description) {
    return Optional.of("quarantine");
  }

  @Override
  public synchronized CompletionStage<Optional<String>> resolve(Resolver.Ended ended) {
    asked.add(
        "resolve "
            + ended.quarantine()
            + (ended.release() instanceof Release.Mended mended
                ? " by " + ended.registry() + " " + mended.name()
                : " " + ended.release()));
    return new CompletableFuture<>();
  }

  @Override
  public synchronized CompletionStage<Optional<String>> push(
      PackageDescription description, Made made, long pointerSecond) {
    asked.add("push " + made.topHash().substring(0, 2) + " at " + pointerSecond);
    return new CompletableFuture<>();
  }

  @Override
  public synchronized void report(String jobId, AssemblyProgress progress) {
    reported.add(jobId);
  }

  @Override
  public synchronized CompletionStage<Done> abandon(
      PackageDescription description, String topHash, long pointerSecond) {
    asked.add("abandon " + topHash.substring(0, 2) + " at " + pointerSecond);
    return CompletableFuture.completedFuture(Done.done());
  }

  @Override
  public synchronized CompletionStage<String> announce(
      String jobId,
      PackageDescription description,
      String topHash,
      Instant at,
      Optional<TraceContext> trace) {
    asked.add("announce " + topHash.substring(0, 2));
    return new CompletableFuture<>();
  }

  @Override
  public synchronized void ended(String jobId) {
    endedJobs.add(jobId);
  }

  /** The jobs of which the journal knows that they have ended. */
  synchronized List<String> endedJobs() {
    return List.copyOf(endedJobs);
  }

  synchronized List<String> asked() {
    return List.copyOf(asked);
  }

  Made made(Optional<String> latest) {
    return made(TOP_HASH, latest);
  }

  Made made(String topHash, Optional<String> latest) {
    return new Made(topHash, 3, 42, latest, Path.of("spool"), discarded::incrementAndGet);
  }
}
