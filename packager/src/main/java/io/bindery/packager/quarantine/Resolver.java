package io.bindery.packager.quarantine;

import io.bindery.packager.enhance.AddedFiles;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.Expected;
import io.bindery.packager.registry.Push;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.DirectoryMeta;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.ManifestSummary;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Marks packages in quarantine as resolved or dismissed, by a further revision with the same files.
 * Done twice it has one effect: a revision that says so already is left alone.
 */
public final class Resolver {
  private final RegistryReader reader;
  private final RegistryWriter writer;
  private final AddedFiles files;
  private final Spool spool;
  private final Executor blocking;

  public Resolver(
      RegistryReader reader,
      RegistryWriter writer,
      AddedFiles files,
      Spool spool,
      Executor blocking) {
    this.reader = reader;
    this.writer = writer;
    this.files = files;
    this.spool = spool;
    this.blocking = blocking;
  }

  /**
   * What is to be marked.
   *
   * @param quarantine the bucket that has the package in quarantine
   * @param registry the bucket that it was meant for
   * @param release why it is over
   * @param second of the pointer to be written, in seconds since 1970
   */
  public record Ended(
      PackageName name, String quarantine, String registry, Release release, long second) {}

  /**
   * Marks the newest revision, if it is one that waits for this.
   *
   * @return the top hash of the revision that says so, which may have been there before, since this
   *     was cut off; nothing if there was nothing to mark; fails with a {@link PackagingException}
   */
  public CompletionStage<Optional<TopHash>> resolve(Ended ended) {
    return reader
        .latest(ended.quarantine(), ended.name())
        .thenCompose(
            latest ->
                latest.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : resolve(ended, latest.get()));
  }

  private CompletionStage<Optional<TopHash>> resolve(Ended ended, TopHash latest) {
    return header(ended, latest)
        .thenCompose(
            header -> {
              var mark = Mark.find(header, ended.registry());
              if (mark.isPresent()) {
                return page(ended, mark.get())
                    .thenCompose(page -> revised(ended, latest, mark.get(), page))
                    .thenCompose(made -> push(ended, latest, made));
              }
              return CompletableFuture.completedFuture(
                  Optional.of(latest)
                      .filter(it -> Mark.isReleased(header, ended.name(), ended.release())));
            });
  }

  private CompletionStage<ManifestHeader> header(Ended ended, TopHash latest) {
    return reader
        .open(ended.quarantine(), latest)
        .thenApplyAsync(
            in -> {
              try (var manifest = ManifestReader.open(in)) {
                return manifest.header();
              } catch (IOException e) {
                throw failed(ended, e);
              }
            },
            blocking);
  }

  private CompletionStage<ManifestEntry> page(Ended ended, JsonObject mark) {
    return files.put(
        ended.quarantine(),
        ended.name(),
        QuarantinePage.released(
            Mark.file(mark),
            ended.name(),
            ended.registry(),
            ended.release(),
            Mark.workflow(mark),
            Mark.problems(mark)));
  }

  private record Made(SpoolFile file, ManifestSummary summary) {}

  private CompletionStage<Made> revised(
      Ended ended, TopHash latest, JsonObject mark, ManifestEntry page) {
    return reader
        .open(ended.quarantine(), latest)
        .thenApplyAsync(in -> write(ended, in, mark, page), blocking);
  }

  private Made write(Ended ended, InputStream in, JsonObject mark, ManifestEntry page) {
    SpoolFile file = null;
    try (var manifest = ManifestReader.open(in)) {
      file = spool.newFile();
      var header = Mark.released(manifest.header(), mark, ended.name(), ended.release());
      try (var out = file.output()) {
        var writer = new ManifestWriter(out, header);
        for (var line = manifest.next(); line.isPresent(); line = manifest.next()) {
          if (line.get() instanceof DirectoryMeta directory) {
            writer.directory(directory);
          } else if (line.get() instanceof ManifestEntry entry) {
            writer.entry(entry.key().equals(page.key()) ? page : entry);
          }
        }
        return new Made(file, writer.finish());
      }
    } catch (IOException | RuntimeException e) {
      discard(file);
      throw failed(ended, e);
    }
  }

  private CompletionStage<Optional<TopHash>> push(Ended ended, TopHash latest, Made made) {
    var topHash = made.summary().topHash();
    return writer
        .push(
            new Push(
                ended.quarantine(),
                ended.name(),
                made.file().path(),
                topHash,
                ended.second(),
                Expected.exactly(Optional.of(latest), topHash),
                true))
        .whenComplete((outcome, failure) -> discard(made.file()))
        .thenApply(
            outcome -> {
              if (outcome instanceof Push.Conflict) {
                throw PackagingException.passing(
                    "Another writer pushed a revision of %s to s3://%s at this moment."
                        .formatted(ended.name(), ended.quarantine()));
              }
              return Optional.of(topHash);
            });
  }

  private static void discard(SpoolFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static PackagingException failed(Ended ended, Throwable failure) {
    return Failures.of(
        "Marking %s in s3://%s as no longer in quarantine"
            .formatted(ended.name(), ended.quarantine()),
        failure);
  }
}
