package io.bindery.packager.job;

import akka.Done;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What a package does to the world outside. Failures are {@link
 * io.bindery.packager.failure.PackagingException}s.
 */
public interface PackageWork {
  /**
   * Lists, hashes and writes the manifest to the disk. If nobody ordered it, it fails with an
   * {@link io.bindery.packager.failure.OwnedException} if the newest revision is somebody else's.
   *
   * @param intent how it was asked for
   * @param trace where this belongs in a trace
   */
  Assembling assemble(PackageDescription description, Intent intent, Optional<TraceContext> trace);

  /**
   * Finds out what the package of a folder would be, without a look into its files, and with what
   * people have set in its suggestion.
   */
  Drafting draft(String jobId, PackageDescription description);

  /** Likewise for a quarantine registry, without a workflow and with the reasons. */
  Assembling assembleQuarantined(
      PackageDescription meant, Quarantine quarantine, Optional<TraceContext> trace);

  /** Where packages go that break the rules of their registry; nothing if they fail. */
  Optional<String> quarantine(PackageDescription description);

  /**
   * Marks a package in quarantine as resolved or dismissed, by a further revision.
   *
   * @return the top hash of that revision; nothing if there was nothing to mark
   */
  CompletionStage<Optional<String>> resolve(Resolver.Ended ended);

  /**
   * Pushes and removes the file, whatever comes of it.
   *
   * @param pointerSecond of the pointer, in seconds since 1970
   * @return URI of the pointer; nothing if the revision had become the newest without this job
   */
  CompletionStage<Optional<String>> push(
      PackageDescription description, Made made, long pointerSecond);

  /**
   * Removes what readers may see of a push that will not be finished.
   *
   * @param pointerSecond as it was given to {@link #push}
   */
  CompletionStage<Done> abandon(PackageDescription description, String topHash, long pointerSecond);

  /**
   * Puts the event that tells of the revision. While a call for a job is under way, and after it
   * was answered until {@link #ended}, no second one is made.
   *
   * @return EventBridge's id of the event
   */
  CompletionStage<String> announce(
      String jobId,
      PackageDescription description,
      String topHash,
      Instant at,
      Optional<TraceContext> trace);

  /** The journal knows of the end of the job. */
  void ended(String jobId);

  /** Tells how far an assembly is; it is told again soon, so nothing hangs on it. */
  void report(String jobId, AssemblyProgress progress);

  /**
   * An assembly under way.
   *
   * @param cancel makes the result fail soon
   * @param progress how far it is
   */
  record Assembling(
      CompletionStage<Made> result, Runnable cancel, Supplier<AssemblyProgress> progress) {}

  /**
   * A draft under way.
   *
   * @param cancel makes the result fail soon
   */
  record Drafting(CompletionStage<Draft> result, Runnable cancel) {}

  /**
   * A revision on the disk.
   *
   * @param files in the package
   * @param bytes of all files together
   * @param latest top hash of the newest revision in the registry, if there is one
   * @param manifest the file
   * @param discard removes the file
   */
  record Made(
      String topHash,
      long files,
      long bytes,
      Optional<String> latest,
      Path manifest,
      Runnable discard) {}
}
