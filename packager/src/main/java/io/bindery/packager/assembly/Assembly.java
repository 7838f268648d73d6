package io.bindery.packager.assembly;

import akka.Done;
import akka.NotUsed;
import akka.stream.ActorAttributes;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.failure.EmptyFolderException;
import io.bindery.packager.failure.Failures;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.EntryList;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.manifest.ManifestSorter;
import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowCheck;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One assembly of one package. */
final class Assembly implements Running.Work {
  private static final Logger log = LoggerFactory.getLogger(Assembly.class);

  /** New hashes are remembered so many at a time, and after so long at the latest. */
  private static final int CACHE_BATCH = 500;

  private static final Duration CACHE_WINDOW = Duration.ofMillis(200);
  private static final int CACHE_WRITES_AT_ONCE = 2;

  /** How many pages of a listing are looked up at once, while the next one is listed. */
  private static final int PAGES_AT_ONCE = 4;

  private final Assembler with;
  private final Additions additions;
  private final PackageDescription description;
  private final boolean quarantined;
  private final Turns.Gate gate;
  private final AssemblySpans spans;
  private final SharedKillSwitch kill = KillSwitches.shared("assembly");
  private final Progress progress = new Progress();
  private Optional<CratePackage> crate = Optional.empty();

  /**
   * @param with what this node assembles with
   * @param quarantined whether it broke its rules, and is made without them
   */
  Assembly(
      Assembler with,
      PackageDescription description,
      boolean quarantined,
      Additions additions,
      Turns.Gate gate,
      AssemblySpans spans) {
    this.with = with;
    this.additions = additions;
    this.description = description;
    this.quarantined = quarantined;
    this.gate = gate;
    this.spans = spans;
  }

  @Override
  public void cancel() {
    progress.cancel();
    kill.abort(Running.stopped());
  }

  @Override
  public boolean isCancelled() {
    return progress.isCancelled();
  }

  @Override
  public AssemblyProgress progress() {
    return progress.now();
  }

  @Override
  public CompletionStage<AssembledManifest> run() {
    return rules()
        .thenCompose(
            rules -> with.metadata.read(description).thenCompose(found -> assemble(rules, found)))
        .handle(
            (manifest, failure) -> {
              if (failure != null) {
                throw Failures.of("Assembling package " + description.name(), failure);
              }
              return manifest;
            });
  }

  private CompletionStage<AssembledManifest> assemble(
      WorkflowCheck rules, MetadataReader.Found found) {
    crate = found.crate();
    found.notices().forEach(progress::warn);
    return CompletableFuture.supplyAsync(() -> header(rules, found.metadata()), with.blocking)
        .thenCompose(header -> named(rules).thenCompose(named -> assemble(rules, header, named)))
        .whenComplete((manifest, failure) -> crate.ifPresent(CratePackage::close));
  }

  private CompletionStage<WorkflowCheck> rules() {
    return quarantined
        ? CompletableFuture.completedFuture(WorkflowCheck.NONE)
        : with.workflows.rules(description.registry(), description.workflow());
  }

  /** What cannot be written, or breaks the rules, is found before anything is hashed. */
  private ManifestHeader header(WorkflowCheck rules, Optional<JsonValue> userMeta) {
    rules.checkPackage(
        description.name(), description.commitMessage(), userMeta.orElse(JsonObject.EMPTY));
    var header = ManifestHeader.builder();
    userMeta.ifPresent(header::userMeta);
    rules.recorded().ifPresent(header::workflow);
    description.commitMessage().ifPresent(header::message);
    var built = header.build();
    try {
      var unused = new ManifestWriter(OutputStream.nullOutputStream(), built);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return built;
  }

  /** The entries that the description names one by one, none for a folder. */
  private CompletionStage<NamedEntries> named(WorkflowCheck rules) {
    if (!(description.source() instanceof EntryList list)) {
      return CompletableFuture.completedFuture(new NamedEntries(List.of()));
    }
    return with.named
        .entries(list)
        .thenApplyAsync(
            entries -> {
              entries.check(with.settings.named());
              entries.check(rules.entries());
              entries.countReady(progress.versions());
              return entries;
            },
            with.blocking);
  }

  private CompletionStage<AssembledManifest> assemble(
      WorkflowCheck rules, ManifestHeader header, NamedEntries named) {
    with.begins(description);
    var sorter = new ManifestSorter(with.spool);
    var hash = spans.begin("hash");
    return hash.until(spans.listing(entries(sorter, named)))
        .thenCompose(done -> with.listing.look(progress.versions()))
        .thenCompose(done -> additions.entries(rules.workflow()))
        .thenCompose(
            added ->
                spans
                    .begin("manifest")
                    .until(
                        CompletableFuture.runAsync(() -> add(sorter, added), with.blocking)
                            .thenCompose(done -> additions.complete(header, sorter, progress))
                            .thenApplyAsync(
                                entries -> write(rules, header, entries), with.blocking)))
        .whenCompleteAsync((manifest, failure) -> close(sorter), with.blocking);
  }

  private void add(ManifestSorter sorter, List<ManifestEntry> entries) {
    try {
      for (var entry : entries) {
        sorter.add(entry);
      }
    } catch (IOException | RuntimeException e) {
      throw failed(e);
    }
  }

  private CompletionStage<Done> entries(ManifestSorter sorter, NamedEntries named) {
    var metas = metas(named);
    return pages(named)
        .map(this::listed)
        .concatLazy(Source.lazySource(this::listingDone))
        .via(kill.flow())
        .mapAsync(PAGES_AT_ONCE, with.checksums::look)
        .mapConcat(page -> page)
        .mapAsyncUnordered(
            with.settings.reads().objects(), piece -> with.checksums.hash(piece, progress))
        .groupedWeightedWithin(CACHE_BATCH, hashed -> (long) hashed.size(), CACHE_WINDOW)
        .mapAsync(CACHE_WRITES_AT_ONCE, with.checksums::remember)
        .mapConcat(batch -> batch)
        .map(hashed -> hashed.stream().map(one -> entry(one, metas)).toList())
        .prepend(Source.single(named.ready()))
        .async()
        .via(kill.flow())
        .toMat(
            Sink.<List<ManifestEntry>>foreach(entries -> sort(sorter, entries))
                .withAttributes(
                    ActorAttributes.dispatcher(ActorAttributes.IODispatcher().dispatcher())),
            akka.stream.javadsl.Keep.right())
        .run(with.system);
  }

  private Source<List<ListedObject>, NotUsed> pages(NamedEntries named) {
    if (crate.isPresent()) {
      var contents = crate.get().contents();
      return Source.lazySource(() -> with.crates.pages(contents, progress))
          .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }
    return description.source() instanceof SourceFolder folder
        ? with.listing.pages(folder, with.settings.badKeys(), progress, additions::excluded)
        : Source.from(named.toHash());
  }

  private List<ListedObject> listed(List<ListedObject> page) {
    progress.listed(page);
    additions.listed(page);
    gate.pass(progress.objects(), progress.bytes());
    return page;
  }

  private Source<List<ListedObject>, NotUsed> listingDone() {
    progress.listingDone();
    spans.listed();
    return Source.empty();
  }

  /** The metadata of entries that a crate or a request lists. */
  private BiFunction<LogicalKey, S3Uri, JsonObject> metas(NamedEntries named) {
    if (crate.isPresent()) {
      return crate.get().contents()::meta;
    }
    var metas = named.metas();
    return (key, location) -> metas.getOrDefault(key, JsonObject.EMPTY);
  }

  private static ManifestEntry entry(
      Checksums.Hashed hashed, BiFunction<LogicalKey, S3Uri, JsonObject> metas) {
    var version = hashed.object().version();
    var key = hashed.object().key();
    return new ManifestEntry(
        key,
        version.location(),
        version.size(),
        hashed.hash(),
        metas.apply(key, version.location()));
  }

  private static void sort(ManifestSorter sorter, List<ManifestEntry> entries) throws IOException {
    for (var entry : entries) {
      sorter.add(entry);
    }
  }

  private AssembledManifest write(WorkflowCheck rules, ManifestHeader header, Entries entries) {
    SpoolFile file = null;
    try (entries) {
      file = with.spool.newFile();
      var summary = write(rules, additions.marked(header), entries, file);
      spans.in(log.atInfo()).log("package {}: {}", description.name(), progress);
      progress
          .warnings()
          .forEach(one -> spans.in(log.atWarn()).log("package {}: {}", description.name(), one));
      return new AssembledManifest(summary, file);
    } catch (IOException | RuntimeException e) {
      discard(file);
      throw failed(e);
    }
  }

  private RuntimeException failed(Exception failure) {
    return failure instanceof ManifestRuleException rule && crate.isPresent()
        ? Failures.of("Writing the manifest", crate.get().named(rule))
        : Failures.of("Writing the manifest of package " + description.name(), failure);
  }

  private ManifestSummary write(
      WorkflowCheck rules, ManifestHeader header, Entries entries, SpoolFile file)
      throws IOException {
    var check = rules.entries();
    boolean empty = true;
    try (var out = file.output()) {
      var writer = new ManifestWriter(out, header);
      for (var entry = entries.next(); entry.isPresent(); entry = entries.next()) {
        if (progress.isCancelled()) {
          throw Running.stopped();
        }
        check.next(entry.get().key().value(), entry.get().size(), entry.get().meta());
        writer.entry(entry.get());
        empty = false;
      }
      if (empty && !mayBeEmpty()) {
        throw new EmptyFolderException(
            ("There is nothing to package: %s has no objects. Upload them first, or set"
                    + " bindery.packager.allow-empty = on.")
                .formatted(description.source()));
      }
      check.end();
      return writer.finish();
    }
  }

  private boolean mayBeEmpty() {
    return with.settings.allowEmpty()
        || !(description.source() instanceof SourceFolder)
        || with.settings.descriptions() != DescriptionMode.STRICT;
  }

  private static void discard(SpoolFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        log.warn("{}", e.getMessage());
      }
    }
  }

  private static void close(ManifestSorter sorter) {
    try {
      sorter.close();
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
  }
}
