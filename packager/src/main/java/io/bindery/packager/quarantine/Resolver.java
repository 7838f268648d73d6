package io.bindery.packager.quarantine;

import io.bindery.packager.enhance.AddedFiles;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.manifest.DirectoryMeta;
import io.bindery.packager.manifest.ManifestEntry;
import io.bindery.packager.manifest.ManifestReader;
import io.bindery.packager.manifest.ManifestSummary;
import io.bindery.packager.manifest.ManifestWriter;
import io.bindery.packager.manifest.Spool;
import io.bindery.packager.manifest.SpoolFile;
import io.bindery.packager.manifest.TopHash;
import io.bindery.packager.registry.Expected;
import io.bindery.packager.registry.Push;
import io.bindery.packager.registry.RegistryReader;
import io.bindery.packager.registry.RegistryWriter;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.name.PackageName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Marks packages in quarantine as resolved, by a further revision with the same files. Done twice
 * it has one effect: a revision that says so already is left alone.
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
   * @param registry the bucket that it was meant for, and now is in
   * @param topHash of the revision there
   * @param second of the pointer to be written, in seconds since 1970
   */
  public record Mended(
      PackageName name, String quarantine, String registry, TopHash topHash, long second) {}

  /**
   * Marks the newest revision, if it is one that waits for this.
   *
   * @return the top hash of the new revision, nothing if there was nothing to mark; fails with a
   *     {@link PackagingException}
   */
  public CompletionStage<Optional<TopHash>> resolve(Mended mended) {
    return reader
        .latest(mended.quarantine(), mended.name())
        .thenCompose(
            latest ->
                latest.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : resolve(mended, latest.get()));
  }

  private CompletionStage<Optional<TopHash>> resolve(Mended mended, TopHash latest) {
    return mark(mended, latest)
        .thenCompose(
            mark ->
                mark.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : page(mended, mark.get())
                        .thenCompose(page -> revised(mended, latest, mark.get(), page))
                        .thenCompose(made -> push(mended, latest, made)));
  }

  private CompletionStage<Optional<JsonObject>> mark(Mended mended, TopHash latest) {
    return reader
        .open(mended.quarantine(), latest)
        .thenApplyAsync(
            in -> {
              try (var manifest = ManifestReader.open(in)) {
                return Mark.find(manifest.header(), mended.registry());
              } catch (IOException e) {
                throw failed(mended, e);
              }
            },
            blocking);
  }

  private CompletionStage<ManifestEntry> page(Mended mended, JsonObject mark) {
    return files.put(
        mended.quarantine(),
        mended.name(),
        QuarantinePage.resolved(
            Mark.file(mark),
            mended.name(),
            mended.registry(),
            mended.topHash().value(),
            Mark.workflow(mark),
            Mark.problems(mark)));
  }

  private record Made(SpoolFile file, ManifestSummary summary) {}

  private CompletionStage<Made> revised(
      Mended mended, TopHash latest, JsonObject mark, ManifestEntry page) {
    return reader
        .open(mended.quarantine(), latest)
        .thenApplyAsync(in -> write(mended, in, mark, page), blocking);
  }

  private Made write(Mended mended, InputStream in, JsonObject mark, ManifestEntry page) {
    SpoolFile file = null;
    try (var manifest = ManifestReader.open(in)) {
      file = spool.newFile();
      var message =
          "Resolved: revision %s is in s3://%s"
              .formatted(mended.topHash().value().substring(0, 8), mended.registry());
      var header = Mark.resolved(manifest.header(), mark, mended.topHash().value(), message);
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
      throw failed(mended, e);
    }
  }

  private CompletionStage<Optional<TopHash>> push(Mended mended, TopHash latest, Made made) {
    var topHash = made.summary().topHash();
    return writer
        .push(
            new Push(
                mended.quarantine(),
                mended.name(),
                made.file().path(),
                topHash,
                mended.second(),
                Expected.exactly(Optional.of(latest), topHash),
                true))
        .whenComplete((outcome, failure) -> discard(made.file()))
        .thenApply(
            outcome -> {
              if (outcome instanceof Push.Conflict) {
                throw PackagingException.passing(
                    "Another writer pushed a revision of %s to s3://%s at this moment."
                        .formatted(mended.name(), mended.quarantine()));
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

  private static PackagingException failed(Mended mended, Throwable failure) {
    return Failures.of(
        "Marking %s in s3://%s as resolved".formatted(mended.name(), mended.quarantine()), failure);
  }
}
