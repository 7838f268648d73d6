package io.bindery.packager.assembly;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.bindery.packager.content.Budget;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.crate.CrateContents;
import io.bindery.quilt.crate.CrateException;
import io.bindery.quilt.crate.CrateFile;
import io.bindery.quilt.crate.CrateFolder;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Finds the objects that a crate lists: its folders are listed, its files looked for one by one.
 * Files apart from all folders come first, so that one that is missing shows at once.
 */
final class CratePages {
  private static final int PAGE = 500;

  private final Listing listing;
  private final Predicate<String> mayBeRead;
  private final int atOnce;
  private final SingleObjects objects;

  /**
   * @param mayBeRead whether objects of a bucket may be packaged
   * @param requests shared by all that this node asks of objects
   */
  CratePages(
      S3AsyncClient s3, Listing listing, Predicate<String> mayBeRead, int atOnce, Budget requests) {
    this.listing = listing;
    this.mayBeRead = mayBeRead;
    this.atOnce = atOnce;
    this.objects = new SingleObjects(s3, requests);
  }

  /** The objects, in pages of one bucket each; fails with what makes the package impossible. */
  Source<List<ListedObject>, NotUsed> pages(CrateContents contents, Progress progress) {
    return new Walk(contents, progress).pages();
  }

  /** The objects of one crate. A stream uses it, one element after the other. */
  private final class Walk {
    private final CrateContents contents;
    private final Progress progress;
    private final Set<LogicalKey> covered = new HashSet<>();
    private boolean any;

    Walk(CrateContents contents, Progress progress) {
      this.contents = contents;
      this.progress = progress;
    }

    Source<List<ListedObject>, NotUsed> pages() {
      checkBuckets();
      contents.checkFiles();
      var folders = contents.folders();
      var alone = new ArrayList<CrateFile>();
      var inFolders = new ArrayList<CrateFile>();
      var places = folders.stream().map(CrateFolder::location).collect(Collectors.toSet());
      var keys = folders.stream().map(CrateFolder::key).collect(Collectors.toSet());
      for (var file : contents.files()) {
        // One whose place a folder may take is looked for when the folder is known, as Quilt does.
        boolean waits = isBelow(places, file.location()) || isBelowKey(keys, file.key().value());
        (waits ? inFolders : alone).add(file);
      }
      any = contents.files().size() > 1;
      return found(alone)
          .concatLazy(Source.from(folders).flatMapConcat(this::listed))
          .concatLazy(Source.lazySource(() -> rest(inFolders)))
          .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static boolean isBelow(Set<S3Uri> folders, S3Uri object) {
      return hasFolder(object.key(), it -> folders.contains(S3Uri.of(object.bucket(), it)));
    }

    private static boolean isBelowKey(Set<String> folders, String key) {
      return hasFolder(key, folders::contains);
    }

    private static boolean hasFolder(String key, Predicate<String> isOne) {
      for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
        if (isOne.test(key.substring(0, slash + 1))) {
          return true;
        }
      }
      return false;
    }

    private void checkBuckets() {
      for (var folder : contents.folders()) {
        if (!mayBeRead.test(folder.location().bucket())) {
          throw contents.notListed(folder, notAllowed(folder.location()));
        }
      }
      for (var file : contents.files()) {
        if (!mayBeRead.test(file.location().bucket())) {
          throw contents.notFetched(file, notAllowed(file.location()));
        }
      }
    }

    private static String notAllowed(S3Uri location) {
      return "bucket '%s' is not allowed: add it to bindery.packager.sources, or list other parts."
          .formatted(location.bucket());
    }

    private Source<List<ListedObject>, NotUsed> listed(CrateFolder folder) {
      return listing
          .pages(new SourceFolder(folder.location().bucket(), folder.location().key()), progress)
          .mapError(Throwable.class, failure -> failed(folder, failure))
          .map(page -> page.stream().map(it -> placed(folder, it)).filter(this::isTaken).toList());
    }

    private RuntimeException failed(CrateFolder folder, Throwable failure) {
      var known = Failures.of("Listing " + folder.location(), failure);
      if (known instanceof BadKeyException bad) {
        return contents.invalidKey(
            folder.key() + bad.key().substring(folder.location().key().length()),
            bad.getMessage(),
            bad);
      }
      return said(known, contents.notListed(folder, known.getMessage()));
    }

    private static ListedObject placed(CrateFolder folder, ListedObject object) {
      return new ListedObject(
          new LogicalKey(folder.key() + object.key()),
          object.version(),
          object.modified(),
          object.kept());
    }

    private boolean isTaken(ListedObject object) {
      any = true;
      boolean taken = contents.takes(object.key(), object.version().location());
      if (taken && contents.file(object.key()).isPresent()) {
        covered.add(object.key());
      }
      return taken;
    }

    private Source<List<ListedObject>, NotUsed> rest(List<CrateFile> inFolders) {
      if (!any) {
        throw contents.nothing();
      }
      return found(inFolders.stream().filter(file -> !covered.contains(file.key())).toList());
    }

    private Source<List<ListedObject>, NotUsed> found(List<CrateFile> files) {
      return Source.from(files)
          .mapAsync(atOnce, this::look)
          .grouped(PAGE)
          .mapConcat(CratePages::byBucket);
    }

    private CompletionStage<ListedObject> look(CrateFile file) {
      return objects
          .find(contents, file.location())
          .handle(
              (seen, failure) -> {
                if (failure == null) {
                  return new ListedObject(
                      file.key(), seen.version(), seen.lastModified(), SingleObjects.CHECKSUMS);
                }
                throw new CompletionException(missed(file, failure));
              });
    }

    private PackagingException missed(CrateFile file, Throwable failure) {
      var known = Failures.of("Looking for " + file.location(), failure);
      return said(
          known,
          contents.notFetched(
              file,
              Failures.isMissing(failure)
                  ? "there is no object %s: upload it and retry the job, or do not list it."
                      .formatted(file.location())
                  : known.getMessage()));
    }
  }

  /** By Quilt's name, unless a moment may mend it. */
  private static PackagingException said(PackagingException known, CrateException named) {
    return known.isPassing() && known.waitingFor().isEmpty()
        ? known
        : known.saying(named.getMessage());
  }

  private static List<List<ListedObject>> byBucket(List<ListedObject> page) {
    Map<String, List<ListedObject>> buckets =
        page.stream()
            .collect(
                Collectors.groupingBy(
                    object -> object.version().location().bucket(),
                    TreeMap::new,
                    Collectors.toList()));
    return List.copyOf(buckets.values());
  }
}
