package io.bindery.packager.preset;

import io.bindery.packager.content.SmallObjects;
import io.bindery.packager.failure.Failures;
import io.bindery.platform.s3.Listings;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Reads what a folder's own files tell. A file that is missing or malformed costs its values only,
 * and is told; what S3 refuses for now fails, so that it is tried again.
 */
public final class RunFiles {
  private static final int MAX_NAMES = 1000;

  private final Listings listings;
  private final SmallObjects objects;

  public RunFiles(S3AsyncClient s3, SmallObjects objects) {
    this.listings = new Listings(s3);
    this.objects = objects;
  }

  /**
   * Reads the files that a preset names.
   *
   * @return fails with a {@link io.bindery.packager.failure.PackagingException}
   */
  public CompletionStage<RunMetadata> read(Preset preset, SourceFolder folder) {
    CompletionStage<List<RunMetadata>> all = CompletableFuture.completedFuture(new ArrayList<>());
    for (var wanted : preset.files()) {
      all =
          all.thenCombine(
              read(preset, wanted, folder),
              (before, read) -> {
                before.add(read);
                return before;
              });
    }
    return all.thenApply(RunFiles::joined);
  }

  /** Of two values of one name the first is taken: files are in order of preference. */
  private static RunMetadata joined(List<RunMetadata> all) {
    var values = new LinkedHashMap<String, MetadataValue>();
    var notices = new ArrayList<String>();
    for (var one : all) {
      one.values().forEach(value -> values.putIfAbsent(value.name(), value));
      notices.addAll(one.notices());
    }
    return new RunMetadata(
        values.values().stream().sorted(Comparator.comparing(MetadataValue::name)).toList(),
        notices);
  }

  private CompletionStage<RunMetadata> read(Preset preset, WantedFile wanted, SourceFolder folder) {
    return find(wanted, folder, 0)
        .thenApply(found -> found.orElseGet(() -> nothing(preset, wanted)));
  }

  private static RunMetadata nothing(Preset preset, WantedFile wanted) {
    return new RunMetadata(
        List.of(), wanted.expected() ? List.of(Notices.missing(preset.name(), wanted)) : List.of());
  }

  /** What the first of the names tells that is there. */
  private CompletionStage<Optional<RunMetadata>> find(
      WantedFile wanted, SourceFolder folder, int from) {
    if (from == wanted.names().size()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var name = wanted.names().get(from);
    return (name.indexOf('*') < 0
            ? CompletableFuture.completedFuture(Optional.of(name))
            : named(folder, name))
        .thenCompose(
            file ->
                file.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.<RunMetadata>empty())
                    : told(wanted, folder, file.get()))
        .thenCompose(
            told ->
                told.isPresent()
                    ? CompletableFuture.completedFuture(told)
                    : find(wanted, folder, from + 1));
  }

  private CompletionStage<Optional<RunMetadata>> told(
      WantedFile wanted, SourceFolder folder, String name) {
    return objects
        .head(S3Uri.of(folder.bucket(), folder.prefix() + name), "run file", wanted.maxBytes())
        .thenApply(found -> found.map(bytes -> told(wanted, name, bytes)))
        .exceptionally(failure -> Optional.of(unread(wanted, folder, name, failure)));
  }

  /** What S3 never gives out, as it is archived, is like a file that is broken. */
  private static RunMetadata unread(
      WantedFile wanted, SourceFolder folder, String name, Throwable failure) {
    var known = Failures.of("Reading %s of %s".formatted(name, folder), failure);
    if (known.isPassing()) {
      throw known;
    }
    return new RunMetadata(
        List.of(), List.of(Notices.unread(name, known.getMessage(), wanted.valueNames())));
  }

  /** A byte more than is allowed shows that a file is too long. */
  private static RunMetadata told(WantedFile wanted, String name, byte[] bytes) {
    return bytes.length > wanted.maxBytes()
        ? new RunMetadata(List.of(), List.of(Notices.tooLarge(name, wanted)))
        : wanted.read(name, bytes);
  }

  /** The last by name of the files that fit, of the first thousand: names have times in them. */
  private CompletionStage<Optional<String>> named(SourceFolder folder, String pattern) {
    var beginning = folder.prefix() + pattern.substring(0, pattern.indexOf('*'));
    return FirstObjects.of(listings, folder.bucket(), beginning, FirstObjects.BY_FOLDER, MAX_NAMES)
        .thenApply(
            found ->
                found.objects().stream()
                    .map(object -> object.key().substring(folder.prefix().length()))
                    .filter(path -> PathPattern.of(pattern).matches(PathPattern.split(path)))
                    .max(Comparator.naturalOrder()));
  }
}
