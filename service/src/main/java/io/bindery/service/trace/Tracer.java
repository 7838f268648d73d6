package io.bindery.service.trace;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import io.bindery.exchange.prepare.PublishedObjects;
import io.bindery.exchange.tables.PublicationFilter;
import io.bindery.exchange.tables.PublicationLists;
import io.bindery.packager.Packager;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.tables.JobView;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.router.Router;
import io.bindery.router.operator.Explanation;
import io.bindery.router.policy.PolicyView;
import io.bindery.router.source.FolderEvent;
import io.bindery.router.trace.ObjectTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds out what became of one object. It reads, and changes nothing. */
public final class Tracer {
  private static final int MOST_JOBS = 20;
  private static final int MOST_MANIFESTS = 3;

  /** Two clocks of one service differ by less. */
  private static final Duration CLOCKS = Duration.ofSeconds(2);

  private final Router router;
  private final Packager packager;
  private final PublicationLists publications;
  private final StoredObjects objects;
  private final BatchJobs batchJobs;
  private final BucketWarnings warnings;
  private final ManifestLook manifests;
  private final Carriers carriers;

  /** A tracer that looks into the tables of all rooms. */
  public Tracer(ActorSystem<?> system, AwsClients aws, Router router, Packager packager) {
    this.publications = new PublicationLists(Tables.of(system));
    this.router = router;
    this.packager = packager;
    this.objects = new StoredObjects(aws.s3());
    this.batchJobs = new BatchJobs(packager.jobs());
    this.warnings = new BucketWarnings(system, aws);
    var blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.manifests = new ManifestLook(new RegistryReader(aws.s3()), blocking);
    this.carriers = new Carriers(publications, new PublishedObjects(Tables.of(system), blocking));
  }

  /** What is known when the router was asked. */
  private record Noticed(
      StoredObjects.Answer stored, ObjectTrace trace, Optional<Explanation> batch) {
    /** When the object came, as far as that is known. */
    Optional<Instant> came() {
      return trace
          .last()
          .map(ObjectTrace.Recording::recordedAt)
          .or(() -> stored.object().flatMap(Trace.StoredObject::lastModified))
          .map(at -> at.minus(CLOCKS));
    }
  }

  /** What is known when the packager was asked. */
  private record Packaged(
      List<PackageJob> jobs, Map<String, ManifestLook.Entry> seen, Optional<JobView> before) {}

  /**
   * Traces an object, or one version of it.
   *
   * @param uri with a key that is not empty
   */
  public CompletionStage<Trace> of(S3Uri uri) {
    return onItsWay(uri)
        .thenCombine(
            publications.list(
                PublicationFilter.ALL.manifest(Optional.of(uri)), Optional.empty(), 1),
            (trace, found) ->
                found.items().stream()
                    .findFirst()
                    .map(publication -> PublicationWay.of(trace, publication))
                    .orElse(trace));
  }

  private CompletionStage<Trace> onItsWay(S3Uri uri) {
    return objects
        .of(uri)
        .thenCompose(stored -> noticed(uri, stored))
        .thenCompose(
            noticed ->
                packaged(uri, noticed)
                    .thenCompose(packaged -> rest(uri, noticed, packaged))
                    .thenApply(facts -> Tracing.of(facts)));
  }

  private CompletionStage<Facts> rest(S3Uri uri, Noticed noticed, Packaged packaged) {
    var version = uri.versionId().or(() -> noticed.stored().object().flatMap(it -> it.versionId()));
    var carried =
        carriers.of(new S3Uri(uri.bucket(), uri.key(), version), packaged.jobs(), packaged.seen());
    var rules =
        router
            .policyStore()
            .of(uri.bucket())
            .thenCombine(
                router.sourceStore().ofFolders(uri.bucket(), prefixes(uri.key())), Rules::new);
    return carried
        .thenCombine(rules, Further::new)
        .thenCombine(
            warnings.of(uri.bucket()),
            (further, told) -> facts(uri, noticed, packaged, further, told));
  }

  private record Rules(PolicyView policy, List<FolderEvent> events) {}

  private record Further(Carriers.Found carriers, Rules rules) {}

  private Facts facts(
      S3Uri uri, Noticed noticed, Packaged packaged, Further further, List<String> told) {
    return new Facts(
        uri,
        noticed.stored().object(),
        noticed.stored().notAsked(),
        noticed.trace(),
        noticed.batch(),
        packaged.jobs(),
        packaged.seen(),
        packaged.before(),
        excludedBy(uri, packaged.jobs()),
        further.rules().policy(),
        further.rules().events(),
        router.sourceStore().holdsBatchesBack(),
        further.carriers(),
        told,
        Instant.now());
  }

  private CompletionStage<Noticed> noticed(S3Uri uri, StoredObjects.Answer stored) {
    var newest = stored.object().flatMap(Trace.StoredObject::versionId);
    var writtenAt = stored.object().flatMap(Trace.StoredObject::lastModified);
    return router
        .traces()
        .of(uri.bucket(), uri.key(), uri.versionId(), newest, writtenAt)
        .thenCompose(
            trace ->
                batch(uri.bucket(), trace).thenApply(batch -> new Noticed(stored, trace, batch)));
  }

  private CompletionStage<Optional<Explanation>> batch(String bucket, ObjectTrace trace) {
    var last = trace.last();
    if (last.isEmpty()) {
      // Of several that it may be in, the last one has it in any case.
      return trace.candidates().isEmpty()
          ? CompletableFuture.completedFuture(Optional.empty())
          : router.operator().explainClosed(trace.candidates().get(trace.candidates().size() - 1));
    }
    if (last.get().fate() instanceof ObjectTrace.Closed closed) {
      return router.operator().explainClosed(closed.batchId());
    }
    return last.get().fate() instanceof ObjectTrace.Open
        ? router.operator().explain(bucket, last.get().prefix()).thenApply(Optional::of)
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private CompletionStage<Packaged> packaged(S3Uri uri, Noticed noticed) {
    var folders = folders(uri);
    var came = noticed.came();
    var ofFolders =
        came.isEmpty()
            ? CompletableFuture.completedFuture(List.<JobView>of())
            : packager.jobs().since(folders, came.get(), MOST_JOBS);
    var before =
        came.isEmpty()
            ? CompletableFuture.completedFuture(Optional.<JobView>empty())
            : packager.jobs().lastBefore(folders, came.get());
    return ofBatch(noticed)
        .thenCombine(ofFolders, Tracer::both)
        .thenCompose(
            jobs ->
                seen(uri, jobs)
                    .thenCombine(before, (seen, earlier) -> new Packaged(jobs, seen, earlier)));
  }

  private CompletionStage<List<PackageJob>> ofBatch(Noticed noticed) {
    return noticed
        .batch()
        .flatMap(
            batch ->
                batch
                    .closed()
                    .map(
                        closed ->
                            batchJobs.of(
                                closed.batchId(),
                                batch.bucket(),
                                batch.prefix(),
                                closed.closedAt())))
        .orElseGet(() -> CompletableFuture.completedFuture(List.of()));
  }

  /** Those of the batch, then those of the folders. */
  private static List<PackageJob> both(List<PackageJob> ofBatch, List<JobView> ofFolders) {
    var all = new ArrayList<>(ofBatch);
    var ids = new HashSet<String>();
    ofBatch.forEach(job -> ids.add(job.jobId()));
    ofFolders.stream()
        .filter(job -> ids.add(job.jobId()))
        .forEach(job -> all.add(PackageJob.of(job, PackageJob.Link.FOLDER)));
    return List.copyOf(all);
  }

  /** Each folder in which the object is, the bucket first. */
  private static List<String> folders(S3Uri uri) {
    return prefixes(uri.key()).stream()
        .map(prefix -> new SourceFolder(uri.bucket(), prefix).toString())
        .toList();
  }

  /** Of each folder in which a key is, the root first. */
  private static List<String> prefixes(String key) {
    var prefixes = new ArrayList<String>();
    prefixes.add("");
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      prefixes.add(key.substring(0, slash + 1));
    }
    return prefixes;
  }

  /** What the manifests of the first revisions say. */
  private CompletionStage<Map<String, ManifestLook.Entry>> seen(S3Uri uri, List<PackageJob> jobs) {
    CompletionStage<Map<String, ManifestLook.Entry>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (var job :
        jobs.stream().filter(one -> one.topHash().isPresent()).limit(MOST_MANIFESTS).toList()) {
      all =
          all.thenCombine(
              manifests.of(
                  job.registry(), job.topHash().orElseThrow(), job.files().orElse(0L), uri),
              (seen, entry) -> {
                seen.put(job.jobId(), entry);
                return seen;
              });
    }
    return all;
  }

  private Optional<String> excludedBy(S3Uri uri, List<PackageJob> jobs) {
    return jobs.stream()
        .filter(job -> job.topHash().isPresent())
        .findFirst()
        .flatMap(job -> folder(job.source()))
        .filter(folder -> uri.key().startsWith(folder.prefix()))
        .flatMap(folder -> packager.policiesInForce().excluding(folder, uri.key()));
  }

  /** Nothing if the job packages no folder. */
  private static Optional<SourceFolder> folder(String source) {
    try {
      var uri = S3Uri.parse(source);
      return uri.key().isEmpty() || uri.key().endsWith("/")
          ? Optional.of(new SourceFolder(uri.bucket(), uri.key()))
          : Optional.empty();
    } catch (S3UriException e) {
      return Optional.empty();
    }
  }
}
