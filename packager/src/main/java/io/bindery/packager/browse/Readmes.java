package io.bindery.packager.browse;

import io.bindery.quilt.manifest.TopHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The README of a folder as a page. */
public final class Readmes {
  /** What is behind that is not shown. */
  static final int MOST_BYTES = 512 << 10;

  /** The order in which Quilt's catalog looks. */
  private static final List<String> NAMES = List.of("README.md", "README.txt");

  private final ManifestIndexes indexes;
  private final Downloads downloads;
  private final Executor blocking;

  Readmes(ManifestIndexes indexes, Downloads downloads, Executor blocking) {
    this.indexes = indexes;
    this.downloads = downloads;
    this.blocking = blocking;
  }

  /**
   * A page.
   *
   * @param path of the file
   * @param html safe in a page of ours
   * @param cut whether the file goes on
   */
  public record Page(String path, String html, boolean cut) {}

  /**
   * Addresses of other files of the package.
   *
   * @param page of the console, by path
   * @param content of the bytes, by path
   */
  public record Links(Function<String, String> page, Function<String, String> content) {
    SafeMarkdown in(String folder) {
      return new SafeMarkdown(
          link -> PackagePath.linked(folder, link).map(page),
          link -> PackagePath.linked(folder, link).filter(Pictures::isNamed).map(content));
    }
  }

  /**
   * The page of a folder's README.
   *
   * @param folder with a slash at its end; empty: the root
   * @return nothing if there is none; fails with a {@link
   *     io.bindery.packager.failure.PackagingException}
   */
  CompletionStage<Answer<Optional<Page>>> of(
      String registry, TopHash topHash, String folder, Links links) {
    return indexes
        .ask(registry, topHash, index -> find(index, folder))
        .thenCompose(
            answer ->
                answer instanceof Answer.Known<Optional<Listed.File>> known
                        && known.value().isPresent()
                    ? page(known.value().get(), folder, links)
                        .thenApply(page -> new Answer.Known<>(Optional.of(page)))
                    : CompletableFuture.completedFuture(answer.map(none -> Optional.empty())));
  }

  private static Optional<Listed.File> find(ManifestIndex index, String folder) throws IOException {
    for (var name : NAMES) {
      var file = index.file(folder + name);
      if (file.isPresent()) {
        return file;
      }
    }
    return Optional.empty();
  }

  private CompletionStage<Page> page(Listed.File file, String folder, Links links) {
    return downloads
        .beginning(file, MOST_BYTES)
        .thenApplyAsync(
            bytes -> {
              var text = new String(bytes, StandardCharsets.UTF_8);
              return new Page(
                  file.path(),
                  file.name().endsWith(".md")
                      ? links.in(folder).html(text)
                      : SafeMarkdown.plain(text),
                  file.bytes().filter(size -> size > bytes.length).isPresent());
            },
            blocking);
  }
}
