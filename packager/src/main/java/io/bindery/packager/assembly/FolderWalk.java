package io.bindery.packager.assembly;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.packager.content.Budget;
import io.bindery.packager.failure.Failures;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.VersionsPage;
import io.bindery.protocol.description.SourceFolder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * One listing of all versions below a folder. What fits on one page is one request. What does not
 * is listed by several requests at once, one for each of its subfolders, if these look large enough
 * to be worth it. The pages of one subfolder come in order, those of different ones mixed.
 */
final class FolderWalk {
  private static final String SLASH = "/";

  /** So many subfolders inside one another may branch; below, a subfolder is one listing. */
  private static final int MAX_DEPTH = 3;

  /**
   * With fewer keys in a subfolder on average, a request for each of them costs more than it saves.
   */
  private static final int MIN_KEYS = 100;

  private final Listings listings;
  private final SourceFolder folder;
  private final int atOnce;
  private final Integer pageKeys;
  private final Budget requests;
  private final Function<List<String>, FolderKeys> keys;

  /**
   * A walk that is about to begin.
   *
   * @param atOnce how many requests are made at a time; 1 lists from the first key to the last
   * @param pageKeys how many keys a page has at most; null for as many as S3 gives
   * @param keys makes what judges the keys of one subfolder, out of the files that it lies below
   */
  FolderWalk(
      S3AsyncClient s3,
      SourceFolder folder,
      int atOnce,
      Integer pageKeys,
      Function<List<String>, FolderKeys> keys) {
    this.listings = new Listings(s3);
    this.folder = folder;
    this.atOnce = atOnce;
    this.pageKeys = pageKeys;
    this.requests = new Budget(atOnce);
    this.keys = keys;
  }

  /**
   * A page of versions and delete markers.
   *
   * @param keys judges its keys, and those of the pages after it
   */
  record Page(VersionsPage answer, FolderKeys keys) {}

  Source<Page, NotUsed> pages() {
    return below(folder.prefix(), List.of(), 0);
  }

  private Source<Page, NotUsed> below(String prefix, List<String> files, int depth) {
    return Source.lazyCompletionStageSource(
            () -> page(prefix, null).thenCompose(first -> from(prefix, first, files, depth)))
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private CompletionStage<Source<Page, NotUsed>> from(
      String prefix, VersionsPage first, List<String> files, int depth) {
    if (first.isLast() || atOnce == 1 || depth == MAX_DEPTH || !looksLarge(prefix, first)) {
      return CompletableFuture.completedFuture(onwards(first, files));
    }
    return page(prefix, SLASH)
        .thenApply(
            top ->
                top.isLast() && !top.commonPrefixes().isEmpty()
                    ? Source.lazySource(() -> branches(top, files, depth))
                        .mapMaterializedValue(ignored -> NotUsed.getInstance())
                    : onwards(first, files));
  }

  /** Whether its subfolders are, as far as the first page of its keys tells. */
  private static boolean looksLarge(String prefix, VersionsPage first) {
    var listed =
        Stream.concat(
                first.versions().stream().map(ObjectVersion::key),
                first.deleteMarkers().stream().map(DeleteMarkerEntry::key))
            .toList();
    var folders =
        listed.stream()
            .map(key -> folder(prefix, key))
            .filter(name -> !name.isEmpty())
            .distinct()
            .count();
    return folders > 0 && folders <= Math.max(1, listed.size() / MIN_KEYS);
  }

  private static String folder(String prefix, String key) {
    return key.substring(0, key.indexOf(SLASH, prefix.length()) + 1);
  }

  /** This page and the ones after it, one by one. */
  private Source<Page, NotUsed> onwards(VersionsPage first, List<String> files) {
    var judge = keys.apply(files);
    return Source.single(first)
        .concat(
            Source.unfoldAsync(
                first,
                page ->
                    page.isLast()
                        ? CompletableFuture.completedFuture(
                            Optional.<Pair<VersionsPage, VersionsPage>>empty())
                        : asked(page::next)
                            .thenApply(next -> Optional.of(Pair.create(next, next)))))
        .map(page -> new Page(page, judge));
  }

  /**
   * The files at the top, then all subfolders side by side. Called by the stream itself: judges of
   * keys are not for several threads.
   */
  private Source<Page, NotUsed> branches(VersionsPage top, List<String> files, int depth) {
    var judge = keys.apply(files);
    Set<String> here =
        top.versions().stream()
            .filter(version -> Boolean.TRUE.equals(version.isLatest()))
            .map(ObjectVersion::key)
            .filter(judge::belongs)
            .collect(Collectors.toSet());
    return Source.single(new Page(top, judge))
        .concat(
            Source.from(top.commonPrefixes())
                .map(CommonPrefix::prefix)
                .flatMapMerge(
                    atOnce, prefix -> below(prefix, withFile(files, here, prefix), depth + 1)));
  }

  /** A subfolder cannot be in a package beside a file of the same name. */
  private static List<String> withFile(List<String> files, Set<String> here, String prefix) {
    var file = prefix.substring(0, prefix.length() - SLASH.length());
    return here.contains(file) ? Stream.concat(files.stream(), Stream.of(file)).toList() : files;
  }

  private CompletionStage<VersionsPage> page(String prefix, String delimiter) {
    return asked(
        () ->
            listings.versions(
                request ->
                    request
                        .bucket(folder.bucket())
                        .prefix(prefix)
                        .delimiter(delimiter)
                        .maxKeys(pageKeys)));
  }

  private CompletionStage<VersionsPage> asked(Supplier<CompletionStage<VersionsPage>> request) {
    return requests
        .spend(this, 1, request)
        .handle(
            (page, failure) -> {
              if (failure != null) {
                throw Failures.of("Listing " + folder, failure);
              }
              return page;
            });
  }
}
