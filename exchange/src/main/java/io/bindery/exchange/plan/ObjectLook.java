package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.AssetLine;
import io.bindery.exchange.manifest.AssetNames;
import io.bindery.exchange.manifest.Problems;
import io.bindery.exchange.manifest.UnreadableSourceException;
import io.bindery.exchange.plan.NewestVersions.Newest;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Looks at every object that a manifest names, in its order: a page of a listing tells of up to a
 * thousand objects, or of as many of a folder; what listings do not tell is asked for by one
 * request each. A bounded number of requests run at one time.
 */
final class ObjectLook {
  /** How many lists of objects run at one time, besides what is asked for one by one. */
  private static final int LISTS = 4;

  /** How many characters the keys of one list have, about: memory for long keys is bounded. */
  private static final int LIST_CHARACTERS = 100_000;

  private final S3AsyncClient s3;
  private final Listings listings;
  private final NewestVersions newest;
  private final PlanSettings settings;
  private final AssetNames names;
  private final Problems problems;
  private final Found found;
  private List<AssetLine> next = new ArrayList<>();
  private int nextCharacters;
  private final Deque<Group> groups = new ArrayDeque<>();
  private final Deque<Asked> window = new ArrayDeque<>();
  private long unversioned;

  /** What is done with what was found. */
  interface Found {
    void asset(Asset asset) throws IOException;
  }

  /** Lines that follow each other, and what listings tell of their objects. */
  private record Group(List<AssetLine> lines, CompletableFuture<Map<S3Uri, Newest>> told) {}

  /** What is known of one object. */
  private record Looked(Newest newest, String storageClass) {}

  /** What one line waits for; one of the two is null. */
  private record Asked(
      AssetLine line, CompletableFuture<Looked> object, CompletableFuture<ObjectsPage> page) {}

  ObjectLook(S3AsyncClient s3, PlanSettings settings, Problems problems, Found found) {
    this.s3 = s3;
    this.listings = new Listings(s3);
    this.newest = new NewestVersions(s3);
    this.settings = settings;
    this.names = new AssetNames(settings.sources());
    this.problems = problems;
    this.found = found;
  }

  /** Looks at what a line names, now or soon. */
  void at(AssetLine line) throws IOException {
    next.add(line);
    nextCharacters += line.object().key().length();
    if (next.size() == NewestVersions.MOST || nextCharacters >= LIST_CHARACTERS) {
      list();
    }
  }

  private void list() throws IOException {
    if (groups.size() == LISTS) {
      ask(groups.remove());
    }
    var objects = next.stream().filter(line -> !line.isFolder()).map(ObjectLook::object).toList();
    groups.add(new Group(next, newest.of(objects).toCompletableFuture()));
    next = new ArrayList<>();
    nextCharacters = 0;
  }

  private static S3Uri object(AssetLine line) {
    return S3Uri.of(line.object().bucket(), line.object().key());
  }

  private void ask(Group group) throws IOException {
    var told = group.told().join();
    for (var line : group.lines()) {
      if (window.size() == settings.requests()) {
        take(window.remove());
      }
      window.add(asked(line, Optional.ofNullable(told.get(object(line)))));
    }
  }

  private Asked asked(AssetLine line, Optional<Newest> told) {
    var bucket = line.object().bucket();
    var key = line.object().key();
    if (line.isFolder()) {
      var page = listings.objects(request -> request.bucket(bucket).prefix(key));
      return new Asked(line, null, page.toCompletableFuture());
    }
    return new Asked(
        line,
        told.map(it -> CompletableFuture.completedFuture(new Looked(it, "")))
            .orElseGet(
                () ->
                    s3.headObject(request -> request.bucket(bucket).key(key))
                        .thenApply(ObjectLook::looked)),
        null);
  }

  private static Looked looked(HeadObjectResponse head) {
    boolean restored = head.restore() != null && head.restore().contains("false");
    return new Looked(
        Newest.of(head.contentLength(), head.eTag(), head.versionId()),
        restored ? "" : head.storageClassAsString());
  }

  /** Waits for all that is under way. */
  void finish() throws IOException {
    list();
    while (!groups.isEmpty()) {
      ask(groups.remove());
    }
    while (!window.isEmpty()) {
      take(window.remove());
    }
  }

  /** Objects whose version was to be checked, and could not be. */
  long unversioned() {
    return unversioned;
  }

  private void take(Asked asked) throws IOException {
    if (asked.object() != null) {
      object(asked.line(), asked.object());
    } else {
      folder(asked.line(), asked.page());
    }
  }

  private void object(AssetLine line, CompletableFuture<Looked> asked) throws IOException {
    var looked = answer(line, asked);
    if (looked.isEmpty() || isChanged(line, looked.get().newest())) {
      return;
    }
    var now = looked.get().newest();
    check(
        line,
        new Asset(
            new S3Uri(line.object().bucket(), line.object().key(), now.version()),
            now.size(),
            now.etag(),
            line.place()),
        looked.get().storageClass());
  }

  /** Data Exchange takes the newest version only: it must be the one that the package has. */
  private boolean isChanged(AssetLine line, Newest now) {
    if (line.size() == AssetLine.UNKNOWN) {
      return false;
    }
    var meant = line.object().versionId().filter(id -> !id.equals(Newest.NO_VERSION));
    if (meant.isEmpty()) {
      unversioned++;
    }
    boolean changed =
        now.size() != line.size() || (meant.isPresent() && !meant.equals(now.version()));
    if (changed) {
      problems.add(
          line.place(),
          line.field(),
          "%s has changed since the package was made: it has %,d bytes and version %s now, and Data Exchange takes the newest version only. Package it again, and publish the new revision."
              .formatted(line.object(), now.size(), now.version().orElse("none")));
    }
    return changed;
  }

  private void folder(AssetLine line, CompletableFuture<ObjectsPage> asked) throws IOException {
    long objects = 0;
    var page = answer(line, asked);
    while (page.isPresent()) {
      for (var object : page.get().objects()) {
        if (object.size() > 0) {
          objects++;
          listed(line, object);
        }
      }
      if (page.get().isLast()) {
        if (objects == 0) {
          problems.add(
              line.place(),
              line.field() + ".Key",
              "folder %s is empty, or not there: zero-byte objects do not count."
                  .formatted(line.object()));
        }
        return;
      }
      page = answer(line, page.get().next().toCompletableFuture());
    }
  }

  private void listed(AssetLine line, S3Object object) throws IOException {
    var problem = names.keyProblem(object.key());
    if (problem.isPresent()) {
      problems.add(
          line.place(), line.field(), "in folder %s, %s".formatted(line.object(), problem.get()));
      return;
    }
    check(
        line,
        new Asset(
            S3Uri.of(line.object().bucket(), object.key()),
            object.size(),
            Newest.of(object.size(), object.eTag(), null).etag(),
            line.place()),
        object.storageClassAsString());
  }

  private void check(AssetLine line, Asset asset, String storageClass) throws IOException {
    if (asset.size() > settings.quotas().assetBytes()) {
      problems.add(
          line.place(),
          line.field(),
          "%s has %,d bytes: an asset has at most %,d (bindery.exchange.quotas.asset-bytes)."
              .formatted(asset.name(), asset.size(), settings.quotas().assetBytes()));
    } else if (storageClass != null && NewestVersions.ARCHIVES.contains(storageClass)) {
      problems.add(
          line.place(),
          line.field(),
          "%s is in the archive %s: restore it first.".formatted(asset.name(), storageClass));
    } else {
      found.asset(asset);
    }
  }

  /**
   * What S3 answers; nothing, and a problem, if it is the manifest's fault.
   *
   * @throws UnreadableSourceException if it is nobody's fault, or may pass
   */
  private <T> Optional<T> answer(AssetLine line, CompletableFuture<T> asked) {
    try {
      return Optional.of(asked.join());
    } catch (CompletionException e) {
      var trouble = Trouble.of(e).orElse(Trouble.PASSING);
      switch (trouble) {
        case MISSING ->
            problems.add(line.place(), line.field(), "%s does not exist.".formatted(line.object()));
        case NO_RIGHT, NO_KEY, LASTING ->
            problems.add(
                line.place(),
                line.field(),
                "%s cannot be looked at: %s. It is not there, or s3:GetObject or s3:ListBucket is missing."
                    .formatted(
                        line.object(),
                        AwsErrors.answered(e)
                            .map(AwsErrors::sentence)
                            .orElseGet(() -> Causes.text(e))));
        default -> throw ManifestSource.unreadable(line.object(), e);
      }
      return Optional.empty();
    }
  }

  /** A window that nobody will take: what is under way is given up. */
  void abandon() {
    window.forEach(
        asked -> {
          if (asked.object() != null) {
            asked.object().cancel(false);
          } else {
            asked.page().cancel(false);
          }
        });
    window.clear();
    groups.clear();
    next.clear();
  }
}
