package io.bindery.packager;

import akka.Done;
import io.bindery.packager.assembly.AssembledManifest;
import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.assembly.Running;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.job.Intent;
import io.bindery.packager.job.PackageWork;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.promote.Promoter;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.packager.quarantine.Resolver;
import io.bindery.packager.registry.Expected;
import io.bindery.packager.registry.Push;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.packager.suggest.EditedDescriptions;
import io.bindery.packager.suggest.Ownership;
import io.bindery.packager.tables.ProgressTable;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.quilt.manifest.TopHash;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The work of packages, done on S3 and EventBridge. */
final class RegistryWork implements PackageWork {
  private final Assembler assembler;
  private final Promoter promoter;
  private final Ownership ownership;
  private final EditedDescriptions edited;
  private final RegistryWriter writer;
  private final RevisionAnnouncements announcements;
  private final ProgressTable progress;
  private final Resolver resolver;
  private final PackagePolicies policies;

  RegistryWork(
      Assembler assembler,
      Promoter promoter,
      Ownership ownership,
      EditedDescriptions edited,
      RegistryWriter writer,
      RevisionAnnouncements announcements,
      ProgressTable progress,
      Resolver resolver,
      PackagePolicies policies) {
    this.assembler = assembler;
    this.promoter = promoter;
    this.ownership = ownership;
    this.edited = edited;
    this.writer = writer;
    this.announcements = announcements;
    this.progress = progress;
    this.resolver = resolver;
    this.policies = policies;
  }

  @Override
  public Assembling assemble(
      PackageDescription description, Intent intent, Optional<TraceContext> trace) {
    if (intent == Intent.ORDER) {
      return assembling(description, intent, begun(description, trace));
    }
    // Before a byte is hashed; and once more when all are.
    var allowed = ownership.check(description, intent, Optional.empty());
    return assembling(description, intent, Running.after(allowed, () -> begun(description, trace)));
  }

  private Running begun(PackageDescription description, Optional<TraceContext> trace) {
    return description.source() instanceof RegistryRevision revision
        ? promoter.start(description, revision)
        : assembler.start(description, trace);
  }

  @Override
  public Drafting draft(String jobId, PackageDescription description) {
    var cancel = new CompletableFuture<Void>();
    return new Drafting(
        edited
            .of(jobId, description)
            .thenCompose(
                it -> {
                  var drafting = assembler.draft(it.description(), it.edits());
                  var unused = cancel.thenRun(drafting.cancel());
                  return drafting.result().thenApply(draft -> draft.edited(it.metadataKeys()));
                })
            .exceptionally(
                failure -> {
                  throw Failures.of("Looking at " + description.source(), failure);
                }),
        () -> cancel.complete(null));
  }

  @Override
  public Assembling assembleQuarantined(
      PackageDescription meant, Quarantine quarantine, Optional<TraceContext> trace) {
    // That registry is Bindery's own.
    return assembling(
        quarantine.of(meant), Intent.ORDER, assembler.quarantine(meant, quarantine, trace));
  }

  @Override
  public Optional<String> quarantine(PackageDescription description) {
    return policies.quarantine(description);
  }

  @Override
  public CompletionStage<Optional<String>> resolve(Resolver.Ended ended) {
    return resolver
        .resolve(ended)
        .thenCompose(
            made ->
                made.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : announcements
                        .released(ended, made.get())
                        .thenApply(id -> made.map(TopHash::value)));
  }

  private Assembling assembling(PackageDescription description, Intent intent, Running running) {
    return new Assembling(
        running.result().thenCompose(manifest -> compared(description, intent, manifest)),
        running.cancel(),
        running.progress());
  }

  /** A push replaces just the revision that was found here, see {@link #push}. */
  private CompletionStage<Made> compared(
      PackageDescription description, Intent intent, AssembledManifest manifest) {
    return ownership
        .check(description, intent, Optional.of(manifest.summary().topHash()))
        .thenApply(latest -> made(manifest, latest))
        .whenComplete(
            (made, failure) -> {
              if (failure != null) {
                manifest.discard();
              }
            });
  }

  private static Made made(AssembledManifest manifest, Optional<TopHash> latest) {
    var summary = manifest.summary();
    return new Made(
        summary.topHash().value(),
        summary.entries(),
        summary.contentBytes(),
        latest.map(TopHash::value),
        manifest.path(),
        manifest::discard);
  }

  @Override
  public CompletionStage<Optional<String>> push(
      PackageDescription description, Made made, long pointerSecond) {
    var topHash = new TopHash(made.topHash());
    var expected = Expected.exactly(made.latest().map(TopHash::new), topHash);
    return writer
        .push(
            new Push(
                description.registry(),
                description.name(),
                made.manifest(),
                topHash,
                pointerSecond,
                expected,
                true))
        .thenApply(outcome -> pointer(description, outcome))
        .whenComplete((pointer, failure) -> made.discard().run());
  }

  private static Optional<String> pointer(PackageDescription description, Push.Outcome outcome) {
    if (outcome instanceof Push.Written written) {
      return Optional.of(written.pointer().toString());
    }
    if (outcome instanceof Push.Conflict) {
      throw PackagingException.passing(
          "Another writer pushed a revision of %s to s3://%s while this one was made: it is made anew."
              .formatted(description.name(), description.registry()));
    }
    return Optional.empty();
  }

  @Override
  public void report(String jobId, AssemblyProgress progress) {
    this.progress.report(jobId, progress);
  }

  @Override
  public CompletionStage<Done> abandon(
      PackageDescription description, String topHash, long pointerSecond) {
    return writer
        .abandon(description.registry(), description.name(), new TopHash(topHash), pointerSecond)
        .thenApply(removed -> Done.done());
  }

  @Override
  public CompletionStage<String> announce(
      String jobId,
      PackageDescription description,
      String topHash,
      Instant at,
      Optional<TraceContext> trace) {
    return announcements.created(jobId, description, new TopHash(topHash), at, trace);
  }

  @Override
  public void ended(String jobId) {
    announcements.noted(jobId);
  }
}
