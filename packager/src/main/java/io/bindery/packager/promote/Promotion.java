package io.bindery.packager.promote;

import akka.japi.Pair;
import akka.stream.ActorAttributes;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.assembly.AssembledManifest;
import io.bindery.packager.assembly.AssemblyProgress;
import io.bindery.packager.assembly.Running;
import io.bindery.packager.assembly.Turns;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.manifest.InvalidManifestException;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestLine;
import io.bindery.quilt.manifest.ManifestReader;
import io.bindery.quilt.manifest.SpoolFile;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowCheck;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One promotion. The old manifest is brought to the disk and checked as a whole, by its top hash
 * and by the rules of the new registry, before a single object is copied. What an attempt before
 * copied is found and not copied again.
 */
final class Promotion implements Running.Work {
  private static final Logger log = LoggerFactory.getLogger(Promotion.class);
  private static final int CACHE_BATCH = 500;

  private final Promoter with;
  private final PackageDescription description;
  private final RegistryRevision revision;
  private final PromotionProgress progress = new PromotionProgress();
  private final SharedKillSwitch kill = KillSwitches.shared("promotion");
  private final Turns.Gate gate;

  Promotion(
      Promoter with, PackageDescription description, RegistryRevision revision, Turns.Gate gate) {
    this.with = with;
    this.description = description;
    this.revision = revision;
    this.gate = gate;
  }

  @Override
  public void cancel() {
    progress.cancel();
    kill.abort(Running.stopped());
  }

  @Override
  public boolean isCancelled() {
    return progress.isCancelled();
  }

  @Override
  public AssemblyProgress progress() {
    return progress.now();
  }

  @Override
  public CompletionStage<AssembledManifest> run() {
    return with.workflows
        .copiesData(revision.registry(), description.registry())
        .thenCompose(
            copies ->
                with.workflows
                    .rules(description.registry(), description.workflow())
                    .thenCompose(rules -> brought().thenCompose(old -> made(copies, rules, old))))
        .handle(
            (manifest, failure) -> {
              if (failure != null) {
                throw Failures.of("Promoting " + revision, failure);
              }
              log.info("package {}: {}", description.name(), progress);
              return manifest;
            });
  }

  /** The old manifest, on the disk. */
  private CompletionStage<SpoolFile> brought() {
    progress.refuseIfCancelled();
    return with.reader
        .open(revision.registry(), new TopHash(revision.topHash()))
        .thenApplyAsync(this::download, with.blocking);
  }

  private SpoolFile download(InputStream body) {
    SpoolFile file = null;
    try (body) {
      file = with.spool.newFile();
      try (var out = file.output()) {
        body.transferTo(out);
      }
      return file;
    } catch (IOException | RuntimeException e) {
      discard(file);
      throw Failures.of("Reading the manifest of " + revision, e);
    }
  }

  private CompletionStage<AssembledManifest> made(
      boolean copies, WorkflowCheck rules, SpoolFile old) {
    return CompletableFuture.supplyAsync(() -> checked(copies, rules, old), with.blocking)
        .thenCompose(header -> written(copies, header, old))
        .whenComplete((manifest, failure) -> discard(old));
  }

  /** Everything that can be known to be wrong before the first copy. */
  private ManifestHeader checked(boolean copies, WorkflowCheck rules, SpoolFile old) {
    var entries = rules.entries();
    try (var reader = ManifestReader.open(old.input())) {
      var header = header(rules, reader.header());
      for (var entry = reader.nextEntry(); entry.isPresent(); entry = reader.nextEntry()) {
        progress.refuseIfCancelled();
        check(copies, entry.get());
        entries.next(entry.get().key().value(), entry.get().size(), entry.get().meta());
      }
      entries.end();
      if (!reader.summary().topHash().value().equals(revision.topHash())) {
        throw PackagingException.lasting(
            "The manifest of %s has another top hash, %s: it was damaged or written by hand."
                .formatted(revision, reader.summary().topHash()));
      }
      progress.known(reader.summary());
      gate.pass(reader.summary().entries(), reader.summary().contentBytes());
      return header;
    } catch (InvalidManifestException e) {
      throw PackagingException.lasting(
          "The manifest of %s is no good: %s".formatted(revision, e.getMessage()), e);
    } catch (IOException e) {
      throw Failures.of("Reading the manifest of " + revision, e);
    }
  }

  /** What is not said of metadata and message is as it was. */
  private ManifestHeader header(WorkflowCheck rules, ManifestHeader old) {
    Optional<JsonValue> metadata =
        description.metadata().<JsonValue>map(it -> it).or(old::userMeta);
    var message = description.commitMessage().or(old::message);
    rules.checkPackage(description.name(), message, metadata.orElse(JsonObject.EMPTY));
    var header = ManifestHeader.builder();
    metadata.ifPresent(header::userMeta);
    rules.recorded().ifPresent(header::workflow);
    message.ifPresent(header::message);
    return header.build();
  }

  private void check(boolean copies, ManifestEntry entry) {
    var bucket = entry.physicalKey().bucket();
    if (copies && !isThere(entry) && !with.allowed.mayBeRead(bucket)) {
      throw PackagingException.lasting(
          ("Entry '%s' is in bucket '%s', which is not allowed: add it to bindery.packager.sources,"
                  + " or promote another revision.")
              .formatted(entry.key(), bucket));
    }
  }

  private boolean isThere(ManifestEntry entry) {
    return entry.physicalKey().bucket().equals(description.registry());
  }

  private CompletionStage<AssembledManifest> written(
      boolean copies, ManifestHeader header, SpoolFile old) {
    var output = output(header);
    return Source.<ManifestLine, ManifestReader>unfoldResource(
            () -> ManifestReader.open(old.input()), ManifestReader::next, ManifestReader::close)
        .withAttributes(ActorAttributes.dispatcher(ActorAttributes.IODispatcher().dispatcher()))
        .via(kill.flow())
        // In order, since that is how lines come and how they must go.
        .mapAsync(with.objectsAtOnce, line -> moved(copies, line))
        // Whatever has come while the last was remembered: nothing waits, so little is lost by a
        // kill.
        .batch(CACHE_BATCH, Promotion::several, Promotion::with)
        .mapAsync(1, this::remembered)
        .mapConcat(lines -> lines)
        .async()
        .toMat(
            Sink.<Moved>foreach(moved -> output.write(moved.line()))
                .withAttributes(
                    ActorAttributes.dispatcher(ActorAttributes.IODispatcher().dispatcher())),
            Keep.right())
        .run(with.system)
        .thenApplyAsync(
            done -> new AssembledManifest(output.finish(), output.file()), with.blocking)
        .whenComplete(
            (manifest, failure) -> {
              if (failure != null) {
                output.close();
                discard(output.file());
              }
            });
  }

  /** Whatever is wrong with the file, it does not stay. */
  private ManifestOutput output(ManifestHeader header) {
    SpoolFile file = null;
    try {
      file = with.spool.newFile();
      return ManifestOutput.open(file, header);
    } catch (IOException | RuntimeException e) {
      discard(file);
      throw Failures.of("Writing the manifest of package " + description.name(), e);
    }
  }

  /**
   * A line of the new manifest.
   *
   * @param copy that was made for it
   */
  private record Moved(ManifestLine line, Optional<Pair<ObjectVersion, ObjectHash>> copy) {}

  private CompletionStage<Moved> moved(boolean copies, ManifestLine line) {
    progress.refuseIfCancelled();
    if (!(line instanceof ManifestEntry entry)) {
      return CompletableFuture.completedFuture(new Moved(line, Optional.empty()));
    }
    if (!copies || isThere(entry)) {
      progress.kept(entry.size());
      return CompletableFuture.completedFuture(new Moved(entry, Optional.empty()));
    }
    var target = S3Uri.of(description.registry(), key(entry));
    return with.copier
        .find(target, entry.size(), entry.hash(), this::known, progress)
        .thenCompose(
            there -> {
              if (there.isPresent()) {
                progress.kept(entry.size());
                return CompletableFuture.completedFuture(
                    new Moved(at(entry, there.get()), Optional.empty()));
              }
              var source = new ObjectVersion(entry.physicalKey(), Optional.empty(), entry.size());
              return with.copier
                  .copy(source, entry.hash(), target, progress)
                  .thenApply(
                      copy -> {
                        progress.copied(entry.size());
                        return new Moved(
                            at(entry, copy), Optional.of(Pair.create(copy, entry.hash())));
                      });
            });
  }

  private String key(ManifestEntry entry) {
    return revision.destination().map(folders -> folders + "/").orElse("")
        + description.name()
        + "/"
        + entry.key();
  }

  private CompletionStage<Optional<ObjectHash>> known(ObjectVersion object, ChecksumType type) {
    return with.cache
        .find(List.of(object), List.of(type))
        .thenApply(found -> Optional.ofNullable(found.get(object)));
  }

  private static ManifestEntry at(ManifestEntry entry, ObjectVersion place) {
    return new ManifestEntry(
        entry.key(), place.location(), entry.size(), entry.hash(), entry.meta());
  }

  private static List<Moved> several(Moved first) {
    var lines = new ArrayList<Moved>();
    lines.add(first);
    return lines;
  }

  private static List<Moved> with(List<Moved> lines, Moved next) {
    lines.add(next);
    return lines;
  }

  /** A copy is remembered before anything is made of it: another attempt finds it. */
  private CompletionStage<List<Moved>> remembered(List<Moved> lines) {
    Map<ObjectVersion, ObjectHash> fresh =
        lines.stream()
            .flatMap(moved -> moved.copy().stream())
            .collect(Collectors.toMap(Pair::first, Pair::second, (a, b) -> a));
    return fresh.isEmpty()
        ? CompletableFuture.completedFuture(lines)
        : with.cache.save(fresh).thenApply(done -> lines);
  }

  private static void discard(SpoolFile file) {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        log.warn("{}", e.getMessage());
      }
    }
  }
}
