package io.bindery.packager.assembly;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.bindery.packager.construct.EntryLists;
import io.bindery.packager.content.Budget;
import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.enhance.AddedFiles;
import io.bindery.packager.enhance.CrateFiles;
import io.bindery.packager.enhance.Enhancer;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.preset.FolderLook;
import io.bindery.packager.preset.RunFiles;
import io.bindery.packager.quarantine.Quarantine;
import io.bindery.packager.workflow.Workflows;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.workflow.WorkflowCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Assembles packages. One for each node, so that its bounds are those of the node. */
public final class Assembler {
  final ActorSystem<?> system;
  final Executor blocking;
  final AssemblySettings settings;
  private final SharedLimits limits;
  final Spool spool;
  private final Turns turns;
  final Workflows workflows;
  private final Documents documents;
  final MetadataReader metadata;
  final Listing listing;
  final Checksums checksums;
  final EntryLookup named;
  final CratePages crates;
  private final Enhancer enhancer;
  private final AddedFiles files;
  final FolderLook look;
  private final Budget drafts;
  private final EmittedCrate emitted;
  private final EarlyHashes early;
  private volatile Consumer<SourceFolder> begins = folder -> {};

  /**
   * @param mayBeRead whether objects of a bucket may be packaged; asked for what a crate lists
   */
  public Assembler(
      ActorSystem<?> system,
      S3AsyncClient s3,
      ChecksumCache cache,
      Spool spool,
      EntryLists lists,
      AssemblySettings settings,
      PackagePolicies policies,
      Predicate<String> mayBeRead) {
    this.system = system;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.settings = settings;
    this.limits = new SharedLimits(settings.reads().requests(), settings.reads().bytes());
    this.spool = spool;
    this.turns = new Turns(settings.lanes());
    this.workflows = new Workflows(s3, settings.workflows(), blocking);
    var objects = new SmallObjects(s3);
    this.documents = new Documents(s3, spool, settings.crates(), blocking);
    this.metadata = new MetadataReader(objects, documents, new RunFiles(s3, objects), policies);
    var ignoreFiles = new IgnoreFiles(objects, policies);
    this.listing =
        new Listing(s3, settings.descriptions(), ignoreFiles, settings.reads().listings());
    this.checksums =
        new Checksums(
            cache,
            HashFinder.create(s3, settings.hashing(), limits, settings.reads().parts()),
            new ChecksumMeters(system));
    this.named = new EntryLookup(system, s3, lists, checksums, settings, limits.requests());
    this.crates =
        new CratePages(s3, listing, mayBeRead, settings.reads().objects(), limits.requests());
    this.files = new AddedFiles(s3);
    this.enhancer = new Enhancer(files, policies);
    this.look = new FolderLook(s3);
    this.drafts = new Budget(settings.lanes().small());
    this.emitted =
        new EmittedCrate(
            spool, new CrateFiles(s3, blocking), settings.crates().emitFiles(), blocking);
    this.early =
        new EarlyHashes(
            settings.descriptions(),
            ignoreFiles,
            cache,
            // One request for each object: others are to find room.
            HashFinder.create(s3, settings.hashing(), limits.givingWay(), 1));
  }

  /** Finds hashes before a package is made. */
  public EarlyHashes early() {
    return early;
  }

  /** From now on it is told when the objects of a folder are about to be hashed for a package. */
  public void onBegin(Consumer<SourceFolder> told) {
    begins = told;
  }

  void begins(PackageDescription description) {
    if (description.source() instanceof SourceFolder folder) {
      begins.accept(folder);
    }
  }

  /** Reads what descriptions name as metadata. */
  public Documents documents() {
    return documents;
  }

  /** What all work on objects of this node shares, also that of others than this. */
  public SharedLimits limits() {
    return limits;
  }

  /**
   * The rules for a package.
   *
   * @return fails with a {@link io.bindery.quilt.workflow.WorkflowException} if they cannot be used
   */
  public CompletionStage<WorkflowCheck> rules(String registry, WorkflowChoice workflow) {
    return workflows.rules(registry, workflow);
  }

  /** Starts to assemble a package, as soon as its turn comes. */
  public Running start(PackageDescription description) {
    return start(description, Optional.empty());
  }

  /**
   * Starts to assemble a package, as soon as its turn comes.
   *
   * @param trace where this belongs in a trace
   */
  public Running start(PackageDescription description, Optional<TraceContext> trace) {
    return start(description, Optional.empty(), trace);
  }

  /**
   * Starts to assemble a package for a quarantine registry, without a workflow and with the
   * reasons.
   *
   * @param description of the package that could not be made
   */
  public Running quarantine(
      PackageDescription description, Quarantine quarantine, Optional<TraceContext> trace) {
    return start(description, Optional.of(quarantine), trace);
  }

  /**
   * A draft under way.
   *
   * @param result fails with a {@link io.bindery.packager.failure.PackagingException}
   * @param cancel makes it fail soon
   */
  public record Drafting(CompletionStage<Draft> result, Runnable cancel) {}

  /**
   * Finds out what the package of a folder would be, as soon as there is a place for it; nothing is
   * hashed or written.
   *
   * @param edits how many edits of its suggestion the description has
   */
  public Drafting draft(PackageDescription description, int edits) {
    var work =
        new DraftWork(
            this,
            new Additions(enhancer, files, emitted, description, Optional.empty()),
            description,
            edits);
    return new Drafting(drafts.spend(work, 1, work::run), work::cancel);
  }

  private Running start(
      PackageDescription description,
      Optional<Quarantine> quarantine,
      Optional<TraceContext> trace) {
    return Running.of(turns, gate -> assembly(description, quarantine, gate, trace));
  }

  private Assembly assembly(
      PackageDescription description,
      Optional<Quarantine> quarantine,
      Turns.Gate gate,
      Optional<TraceContext> trace) {
    return new Assembly(
        this,
        description,
        quarantine.isPresent(),
        new Additions(enhancer, files, emitted, description, quarantine),
        gate,
        new AssemblySpans(Spans.get(system), trace));
  }
}
