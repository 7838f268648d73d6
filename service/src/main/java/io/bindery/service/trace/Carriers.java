package io.bindery.service.trace;

import io.bindery.exchange.prepare.PublishedObjects;
import io.bindery.exchange.tables.PublicationFilter;
import io.bindery.exchange.tables.PublicationLists;
import io.bindery.exchange.tables.PublicationView;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.service.trace.CarryingPublication.Link;
import io.bindery.service.trace.ManifestLook.Lacks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds the publications that carry an object: by the revisions that hold it, and by its name. */
final class Carriers {
  private static final int MOST_REVISIONS = 3;
  private static final int MOST = 20;

  private final PublicationLists publications;
  private final PublishedObjects objects;

  Carriers(PublicationLists publications, PublishedObjects objects) {
    this.publications = publications;
    this.objects = objects;
  }

  /**
   * What was found.
   *
   * @param publications newest first
   * @param complete whether all that may carry it were looked at
   */
  record Found(List<CarryingPublication> publications, boolean complete) {
    static final Found NONE = new Found(List.of(), true);

    Found {
      publications = List.copyOf(publications);
    }
  }

  /**
   * The publications of an object.
   *
   * @param object with its version, if that is known
   * @param jobs whose revisions may hold it
   * @param seen what the manifests of these say
   */
  CompletionStage<Found> of(
      S3Uri object, List<PackageJob> jobs, Map<String, ManifestLook.Entry> seen) {
    CompletionStage<Map<String, CarryingPublication>> found =
        CompletableFuture.completedFuture(new TreeMap<>());
    for (var revision : revisions(jobs, seen)) {
      found =
          found.thenCombine(
              publications.list(
                  PublicationFilter.ALL.revision(Optional.of(revision)), Optional.empty(), MOST),
              (all, page) -> with(all, page.items(), Link.PACKAGE));
    }
    return found.thenCompose(byRevision -> listing(object, byRevision));
  }

  private static List<PackageUri> revisions(
      List<PackageJob> jobs, Map<String, ManifestLook.Entry> seen) {
    return jobs.stream()
        .filter(job -> job.topHash().isPresent())
        .filter(job -> !(seen.get(job.jobId()) instanceof Lacks))
        .map(job -> PackageUri.of(job.registry(), job.packageName(), job.topHash().orElseThrow()))
        .distinct()
        .limit(MOST_REVISIONS)
        .toList();
  }

  private CompletionStage<Found> listing(S3Uri object, Map<String, CarryingPublication> found) {
    return objects
        .of(object)
        .thenCompose(
            listed -> {
              CompletionStage<Map<String, CarryingPublication>> all =
                  CompletableFuture.completedFuture(found);
              for (var id : listed.publications()) {
                all =
                    all.thenCombine(
                        publications.find(id),
                        (some, one) -> with(some, one.stream().toList(), Link.ASSET));
              }
              return all.thenApply(some -> new Found(sorted(some), listed.complete()));
            });
  }

  private static Map<String, CarryingPublication> with(
      Map<String, CarryingPublication> all, List<PublicationView> more, Link link) {
    more.forEach(one -> all.putIfAbsent(one.publicationId(), CarryingPublication.of(one, link)));
    return all;
  }

  private static List<CarryingPublication> sorted(Map<String, CarryingPublication> all) {
    var sorted = new ArrayList<>(all.values());
    sorted.sort(Comparator.comparing(CarryingPublication::receivedAt).reversed());
    return sorted;
  }
}
