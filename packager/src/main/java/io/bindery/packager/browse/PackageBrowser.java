package io.bindery.packager.browse;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.bindery.packager.browse.PackageSearch.Found;
import io.bindery.packager.browse.PackageSearch.Query;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.registry.Pointer;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.registry.Revisions;
import io.bindery.packager.registry.Revisions.Revision;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.spool.SpoolDirectory;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestDiff.Kind;
import io.bindery.quilt.manifest.ManifestRows;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Looks into packages of the registries that this service may read, whoever made them. */
public final class PackageBrowser {
  /** How long an answer is waited for before the progress of a first reading is told. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final RegistryReader registries;
  private final Revisions revisions;
  private final PackageSearch search;
  private final ManifestIndexes indexes;
  private final Downloads downloads;
  private final DiffCounts counts;
  private final Readmes readmes;
  private final Summaries summaries;
  private final PresignedUrls presigned;
  private final AllowedBuckets allowed;
  private final BrowseSettings settings;
  private final Executor blocking;

  private PackageBrowser(
      ActorSystem<?> system, AwsClients aws, AllowedBuckets allowed, BrowseSettings settings) {
    this.registries = new RegistryReader(aws.s3());
    this.revisions = new Revisions(aws.s3());
    this.search = new PackageSearch(aws.s3());
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.indexes =
        new ManifestIndexes(
            registries,
            blocking,
            SpoolDirectory.open(
                system,
                "bindery.console.index-directory",
                settings.indexDirectory(),
                2 * settings.indexBytes()),
            settings.indexBytes(),
            settings.manifestsAtOnce(),
            PATIENCE);
    this.downloads =
        new Downloads(
            aws.s3(), allowed::mayBeRead, settings.downloadsAtOnce(), settings.pictureBytes());
    this.counts = new DiffCounts(indexes);
    this.readmes = new Readmes(indexes, downloads, blocking);
    this.summaries = new Summaries(indexes, downloads);
    this.presigned = new PresignedUrls(aws, settings.presignedFor());
    this.allowed = allowed;
    this.settings = settings;
  }

  /**
   * Starts to look.
   *
   * @param allowed the buckets whose objects may be shown
   * @throws io.bindery.platform.settings.SettingsException if the directory of indexes cannot be
   *     used
   */
  public static PackageBrowser start(
      ActorSystem<?> system, AwsClients aws, AllowedBuckets allowed, BrowseSettings settings) {
    var browser = new PackageBrowser(system, aws, allowed, settings);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "close-indexes",
            () -> {
              browser.indexes.close();
              return CompletableFuture.completedFuture(Done.done());
            });
    return browser;
  }

  /** How it was set. */
  public BrowseSettings settings() {
    return settings;
  }

  /** The registries that packages are pushed to; others that may be read can be asked for too. */
  public List<String> registries() {
    return allowed.registries().stream().sorted().toList();
  }

  /**
   * Whether packages of a bucket may be shown.
   *
   * @throws NotAllowedException if not
   */
  public void check(String registry) {
    if (!allowed.mayBeRead(registry)) {
      throw new NotAllowedException(
          "Bucket '%s' is no registry that may be read here: add it to bindery.packager.registries or bindery.packager.sources."
              .formatted(registry));
    }
  }

  /** Looks for packages by their names; see {@link PackageSearch#find}. */
  public CompletionStage<Found> packages(
      String registry, Query query, Optional<String> after, int limit) {
    check(registry);
    return search.find(registry, query, after, limit);
  }

  /** What {@code latest} of a package is; nothing if there is no such package. */
  public CompletionStage<Optional<Pointer>> latest(String registry, PackageName name) {
    check(registry);
    return registries.latestPointer(registry, name);
  }

  /** Some revisions of a package, newest first; see {@link Revisions#page}. */
  public CompletionStage<List<Revision>> revisions(
      String registry, PackageName name, OptionalLong before, int limit) {
    check(registry);
    return revisions.page(registry, name, before, limit);
  }

  /** The top hash of a revision; see {@link RegistryReader#resolve}. */
  public CompletionStage<TopHash> resolve(String registry, RevisionName revision) {
    check(registry);
    return registries.resolve(registry, revision);
  }

  /** The first line of a manifest. */
  public CompletionStage<JsonObject> header(String registry, TopHash topHash) {
    return registries
        .manifest(registry, topHash)
        .thenApplyAsync(
            manifest -> {
              try (var rows = ManifestRows.open(manifest)) {
                // The rest is not wanted: to close it would read it.
                manifest.abort();
                return rows.header();
              } catch (IOException | InvalidManifestException e) {
                throw Failures.of("Reading manifest " + topHash, e);
              }
            },
            blocking);
  }

  /**
   * What a revision holds.
   *
   * @param header the first line of its manifest
   */
  public record Whole(JsonObject header, long manifestBytes, Listed.Folder root) {}

  /** What a revision holds in all. */
  public CompletionStage<Answer<Whole>> whole(String registry, TopHash topHash) {
    return indexes.ask(
        registry, topHash, index -> new Whole(index.header(), index.manifestBytes(), index.root()));
  }

  /** A part of a folder; see {@link ManifestIndex#list}. */
  public CompletionStage<Answer<Optional<ManifestIndex.Part>>> folder(
      String registry, TopHash topHash, String path, OptionalLong from, int limit) {
    return indexes.ask(registry, topHash, index -> index.list(path, from, limit));
  }

  /** A file; nothing if the revision has none with this path. */
  public CompletionStage<Answer<Optional<Listed.File>>> file(
      String registry, TopHash topHash, String path) {
    return indexes.ask(registry, topHash, index -> index.file(path));
  }

  /** The README of a folder; see {@link Readmes#of}. */
  public CompletionStage<Answer<Optional<Readmes.Page>>> readme(
      String registry, TopHash topHash, String folder, Readmes.Links links) {
    return readmes.of(registry, topHash, folder, links);
  }

  /** What a folder wants to be shown first; see {@link Summaries#of}. */
  public CompletionStage<Answer<Optional<Summaries.Summary>>> summary(
      String registry, TopHash topHash, String folder, Readmes.Links links) {
    return summaries.of(registry, topHash, folder, links);
  }

  /** Whether a file may be a picture that a page shows. */
  public boolean isPicture(Listed.File file) {
    return downloads.isPicture(file);
  }

  /**
   * Begins to read a file; see {@link Downloads#open}.
   *
   * @param range the header {@code Range}
   */
  public CompletionStage<Download> open(Listed.File file, ByteRange.Asked range, boolean inline) {
    return downloads.open(file, range, inline);
  }

  /**
   * An address of S3 for the bytes of a file.
   *
   * @throws PackagingException if they are nowhere, or may not be read
   */
  public PresignedUrls.Url presigned(Listed.File file) {
    return presigned.of(downloads.place(file), file.name());
  }

  /** What differs between two revisions, and what their first lines are. */
  public record Compared(JsonObject from, JsonObject to, Differences.Part part) {}

  /**
   * A part of the differences.
   *
   * @param place where the part before ended
   * @return nothing if {@code place} is none of these two
   */
  public CompletionStage<Answer<Optional<Compared>>> compare(
      String registry, TopHash from, TopHash to, Optional<Differences.Place> place, int limit) {
    return indexes.ask(
        registry,
        List.of(from, to),
        both -> {
          var differences = Differences.of(both.get(0), both.get(1), place);
          return differences.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  new Compared(
                      both.get(0).header(), both.get(1).header(), differences.get().part(limit)));
        });
  }

  /** How many differences there are, if that is known already or within a moment. */
  public CompletionStage<Optional<Map<Kind, Long>>> counts(
      String registry, TopHash from, TopHash to) {
    return counts.of(registry, from, to);
  }
}
