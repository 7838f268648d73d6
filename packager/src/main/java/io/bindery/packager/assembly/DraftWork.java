package io.bindery.packager.assembly;

import akka.Done;
import akka.NotUsed;
import akka.stream.ActorAttributes;
import akka.stream.KillSwitches;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.draft.Draft;
import io.bindery.packager.failure.EmptyFolderException;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.preset.Preset;
import io.bindery.packager.preset.Recognition;
import io.bindery.packager.quarantine.Problem;
import io.bindery.platform.settings.Settings;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestSorter;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.workflow.WorkflowCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.quilt.workflow.WorkflowException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the package of one folder would be: its files are listed and none is read but
 * those that hold metadata; nothing is written. What would keep the package from being made is told
 * in the draft; what may pass makes the draft fail.
 */
final class DraftWork {
  private static final Logger log = LoggerFactory.getLogger(DraftWork.class);

  /** More metadata than people read; it would be in the journal and in answers. */
  private static final int MAX_METADATA = 256 << 10;

  /** A draft has no hashes, but what sorts entries wants one; it is never written. */
  private static final ObjectHash NO_HASH = ObjectHash.ofNothing(ChecksumType.SHA256_CHUNKED);

  private final Assembler with;
  private final Additions additions;
  private final PackageDescription description;
  private final SourceFolder folder;
  private final int edits;
  private final SharedKillSwitch kill = KillSwitches.shared("draft");
  private final Progress progress = new Progress();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> lacking = new LinkedHashSet<>();

  /**
   * @param with what this node assembles with
   * @param edits how many edits of its suggestion the description has
   */
  DraftWork(Assembler with, Additions additions, PackageDescription description, int edits) {
    this.with = with;
    this.additions = additions;
    this.description = description;
    this.folder = description.folder();
    this.edits = edits;
  }

  void cancel() {
    progress.cancel();
    kill.abort(Running.stopped());
  }

  CompletionStage<Draft> run() {
    if (progress.isCancelled()) {
      return CompletableFuture.failedFuture(Running.stopped());
    }
    return rules()
        .thenCompose(rules -> metadata().thenCompose(found -> draft(rules, found)))
        .handle(
            (draft, failure) -> {
              if (failure != null) {
                throw Failures.of(
                    "Looking at the folder of package " + description.name(), failure);
              }
              return draft;
            });
  }

  private CompletionStage<WorkflowCheck> rules() {
    return with.workflows
        .rules(description.registry(), description.workflow())
        .exceptionally(
            failure -> {
              var broken = Failures.rules(failure).orElseThrow(() -> told(failure));
              problems.addAll(Problem.of(broken));
              if (broken.rule() == WorkflowException.Rule.SELECTION
                  && description.workflow() instanceof WorkflowChoice.Unspecified) {
                lacking.add("a workflow");
              }
              return WorkflowCheck.NONE;
            });
  }

  private static RuntimeException told(Throwable failure) {
    return Failures.of("Reading the workflows", failure);
  }

  private CompletionStage<MetadataReader.Found> metadata() {
    return with.metadata
        .read(description)
        .exceptionally(
            failure -> {
              var known = Failures.of("Reading the metadata of " + folder, failure);
              if (known.isPassing()) {
                throw known;
              }
              problems.add(new Problem("metadata", "", known.getMessage()));
              return new MetadataReader.Found(
                  Optional.of(JsonNull.NULL), Optional.empty(), Map.of(), List.of());
            });
  }

  private CompletionStage<Draft> draft(WorkflowCheck rules, MetadataReader.Found found) {
    var sorter = new ManifestSorter(with.spool);
    return entries(sorter, found.crate())
        .handleAsync(
            (done, failure) -> {
              if (failure != null) {
                problems.add(unlisted(failure));
              }
              check(rules, found, sorter);
              return Done.done();
            },
            with.blocking)
        .thenCompose(done -> with.look.at(folder))
        .thenApply(listing -> draft(rules, found, Preset.recognize(listing).stream().findFirst()))
        .whenCompleteAsync(
            (draft, failure) -> {
              close(sorter);
              found.crate().ifPresent(CratePackage::close);
            },
            with.blocking);
  }

  private CompletionStage<Done> entries(ManifestSorter sorter, Optional<CratePackage> crate) {
    return pages(crate)
        .via(kill.flow())
        .map(
            page -> {
              progress.listed(page);
              additions.listed(page);
              return page;
            })
        .toMat(
            Sink.<List<ListedObject>>foreach(page -> add(sorter, page, crate))
                .withAttributes(
                    ActorAttributes.dispatcher(ActorAttributes.IODispatcher().dispatcher())),
            Keep.right())
        .run(with.system);
  }

  private Source<List<ListedObject>, NotUsed> pages(Optional<CratePackage> crate) {
    return crate.isPresent()
        ? Source.lazySource(() -> with.crates.pages(crate.get().contents(), progress))
            .mapMaterializedValue(ignored -> NotUsed.getInstance())
        : with.listing.pages(folder, with.settings.badKeys(), progress, additions::excluded);
  }

  private static void add(
      ManifestSorter sorter, List<ListedObject> page, Optional<CratePackage> crate)
      throws IOException {
    for (var object : page) {
      var version = object.version();
      var meta =
          crate
              .map(it -> it.contents().meta(object.key(), version.location()))
              .orElse(JsonObject.EMPTY);
      sorter.add(
          new ManifestEntry(object.key(), version.location(), version.size(), NO_HASH, meta));
    }
  }

  /** What a job would fail by for good is told; the rest makes the draft fail as well. */
  private Problem unlisted(Throwable failure) {
    var known = Failures.of("Listing " + folder, failure);
    if (known instanceof BadKeyException) {
      return new Problem("entries", "", known.getMessage());
    }
    throw known;
  }

  private void check(WorkflowCheck rules, MetadataReader.Found found, ManifestSorter sorter) {
    if (progress.isCancelled()) {
      throw Running.stopped();
    }
    if (progress.objects() == 0 && problems.isEmpty() && !mayBeEmpty()) {
      throw new EmptyFolderException(
          "There is nothing to package: %s has no objects.".formatted(folder));
    }
    noted(
        () ->
            rules.checkPackage(
                description.name(),
                description.commitMessage(),
                found.metadata().orElse(JsonObject.EMPTY)));
    noted(() -> checkEntries(rules, sorter));
  }

  private boolean mayBeEmpty() {
    return with.settings.allowEmpty() || with.settings.descriptions() != DescriptionMode.STRICT;
  }

  private void noted(Runnable check) {
    try {
      check.run();
    } catch (WorkflowException e) {
      problems.addAll(Problem.of(e));
      e.problems().forEach(this::lacks);
    }
  }

  /** What the rules say is not there. */
  private void lacks(WorkflowException.Problem problem) {
    boolean ofFiles = problem.rule() == WorkflowException.Rule.ENTRIES;
    var of = ofFiles ? "the list of files" : "the metadata";
    problem
        .missing()
        .map("'%s' in "::formatted)
        .map(it -> it + (problem.path().equals("$") ? of : problem.path() + " of " + of))
        .ifPresent(lacking::add);
  }

  private void checkEntries(WorkflowCheck rules, ManifestSorter sorter) {
    try {
      for (var file : additions.planned(folder, rules.workflow())) {
        sorter.add(
            new ManifestEntry(
                new LogicalKey(file.name()),
                folder.uri(),
                file.text().getBytes(StandardCharsets.UTF_8).length,
                NO_HASH));
      }
      var check = rules.entries();
      for (var entry = sorter.next(); entry.isPresent(); entry = sorter.next()) {
        if (progress.isCancelled()) {
          throw Running.stopped();
        }
        check.next(entry.get().key().value(), entry.get().size(), entry.get().meta());
      }
      check.end();
    } catch (IOException e) {
      throw PackagingException.passing(
          "Sorting the files of %s failed: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private Draft draft(
      WorkflowCheck rules, MetadataReader.Found found, Optional<Recognition> recognized) {
    var value = found.metadata().orElse(JsonNull.NULL);
    var text = text(value);
    var missing = new ArrayList<>(missing(value));
    missing.addAll(lacking);
    recognized.flatMap(DraftWork::marker).ifPresent(missing::add);
    missing.addAll(found.notices());
    return new Draft(
        progress.objects(),
        progress.bytes(),
        recognized.map(DraftWork::told),
        text,
        found.sources(),
        rules.workflow(),
        problems,
        missing,
        edits);
  }

  private static Draft.Recognized told(Recognition recognition) {
    return new Draft.Recognized(
        recognition.preset(),
        recognition.confidence(),
        recognition.evidence().stream()
            .map(evidence -> "%s: %s".formatted(evidence.file(), evidence.says()))
            .toList());
  }

  /** The file that says that such a folder is complete, if it is not there. */
  private static Optional<String> marker(Recognition recognition) {
    return Preset.of(recognition.preset())
        .map(preset -> Settings.whole(preset.file().router()).texts("trigger.marker"))
        .filter(markers -> !markers.isEmpty() && recognition.marker().isEmpty())
        .map(
            markers ->
                "the file that says the folder is complete: " + String.join(" or ", markers));
  }

  private Optional<String> text(JsonValue value) {
    if (value instanceof JsonNull) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonForm.FILE.toText(value)).filter(it -> it.length() <= MAX_METADATA);
    } catch (JsonWriteException e) {
      problems.add(new Problem("metadata", "", e.getMessage()));
      return Optional.empty();
    }
  }

  private List<String> missing(JsonValue value) {
    var missing = new ArrayList<String>();
    if (value instanceof JsonNull) {
      missing.add("metadata");
    }
    if (description.commitMessage().isEmpty()) {
      missing.add("a commit message");
    }
    return missing;
  }

  private static void close(ManifestSorter sorter) {
    try {
      sorter.close();
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
    }
  }
}
