package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.AssetLines;
import io.bindery.exchange.manifest.AssetNames;
import io.bindery.exchange.manifest.Head;
import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.manifest.Mode;
import io.bindery.exchange.manifest.Place;
import io.bindery.exchange.manifest.Problems;
import io.bindery.exchange.manifest.PublicationReader;
import io.bindery.quilt.manifest.RecordSorter;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Makes a plan of a manifest. Nothing is created at AWS. First the whole text is checked, then each
 * object, then what only all of them together show; each step tells all that it finds. Memory does
 * not depend on the number of assets: they are in files of the spool.
 */
public final class Planner {
  private final Supplier<S3AsyncClient> s3;
  private final PlanSettings settings;
  private final Spool spool;
  private final Destination destination;

  /** Plans without a look at where the manifest wants to go. */
  public Planner(S3AsyncClient s3, PlanSettings settings, Spool spool) {
    this(() -> s3, settings, spool, Destination.UNSEEN);
  }

  public Planner(S3AsyncClient s3, PlanSettings settings, Spool spool, Destination destination) {
    this(() -> s3, settings, spool, destination);
  }

  private Planner(
      Supplier<S3AsyncClient> s3, PlanSettings settings, Spool spool, Destination destination) {
    this.s3 = s3;
    this.settings = settings;
    this.spool = spool;
    this.destination = destination;
  }

  /**
   * Plans without a look at where the manifest wants to go.
   *
   * @param s3 the client, asked for when the text is found good
   */
  public static Planner ofText(Supplier<S3AsyncClient> s3, PlanSettings settings, Spool spool) {
    return new Planner(s3, settings, spool, Destination.UNSEEN);
  }

  /**
   * Makes a plan. The same manifest and the same objects give the same plan.
   *
   * @return to be closed, which deletes it
   * @throws InvalidPublicationException with all that is wrong with the manifest
   * @throws io.bindery.exchange.manifest.UnreadableSourceException if AWS cannot be asked now
   * @throws IOException if a file cannot be read or written
   */
  public PlanFile plan(ManifestSource source) throws IOException, InvalidPublicationException {
    var problems = new Problems(settings.toldProblems());
    var names = new AssetNames(settings.sources());
    try (var lines = new AssetLines(spool)) {
      Head head;
      try (var in = source.open()) {
        head = PublicationReader.read(in, settings.maxManifestBytes(), names, problems, lines);
      }
      var mode = head.mode().orElse(settings.mode());
      long revisions = destination.look(head, mode, problems);
      problems.refuse();
      if (head.source().isPresent()) {
        new PackageAssets(s3.get(), spool, names, problems).read(head.source().get(), lines);
        problems.refuse();
      }
      return new Making(head, mode, revisions, lines, problems).plan();
    }
  }

  /** The work on one manifest whose text is good. */
  private final class Making {
    private final Head head;
    private final Mode mode;
    private final long before;
    private final AssetLines lines;
    private final Problems problems;
    private final ContentDigest digest;
    private final Folding folding;
    private PlanWriter writer;
    private long repeated;

    /**
     * @param before how many revisions the data set has already
     */
    Making(Head head, Mode mode, long before, AssetLines lines, Problems problems) {
      this.head = head;
      this.mode = mode;
      this.before = before;
      this.lines = lines;
      this.problems = problems;
      this.digest = new ContentDigest(head.datasetId(), mode);
      this.folding = new Folding(s3.get(), settings.quotas().accessEntries(), problems, lines);
    }

    PlanFile plan() throws IOException, InvalidPublicationException {
      var notices = new ArrayList<String>();
      try (var sorter = new RecordSorter(spool, AssetRecord::compare);
          var others = new RecordSorter(spool, AssetRecord::compare)) {
        look(sorter, notices);
        writer = new PlanWriter(spool, settings.quotas());
        boolean done = false;
        try {
          firsts(sorter, others);
          if (repeated > 0) {
            notices.add(
                "%,d entries of the package name objects that other entries name as well: each object is one asset."
                    .formatted(repeated));
          }
          for (var record = others.next(); record.isPresent(); record = others.next()) {
            int rank = AssetRecord.rank(record.get());
            add(AssetRecord.decode(record.get()), rank);
          }
          problems.refuse();
          var access = mode == Mode.S3_DATA_ACCESS ? folding.finish() : Optional.<Access>empty();
          quotas();
          problems.refuse();
          var plan = writer.finish(summary(access, notices));
          done = true;
          return plan;
        } finally {
          if (!done) {
            writer.abandon();
          }
          writer.close();
        }
      }
    }

    private void look(RecordSorter sorter, List<String> notices) throws IOException {
      var look =
          new ObjectLook(
              s3.get(),
              settings,
              problems,
              asset -> {
                folding.see(asset);
                sorter.add(AssetRecord.encode(asset, 0));
              });
      try {
        lines.read(look::at);
        look.finish();
      } finally {
        look.abandon();
      }
      if (look.unversioned() > 0) {
        notices.add(
            "%,d entries of the package have no version: only their sizes were compared."
                .formatted(look.unversioned()));
      }
    }

    /** Adds the first asset of each key; what else has the key is a problem, or comes later. */
    private void firsts(RecordSorter sorter, RecordSorter others) throws IOException {
      Asset before = null;
      int rank = 0;
      for (var record = sorter.next(); record.isPresent(); record = sorter.next()) {
        var asset = AssetRecord.decode(record.get());
        boolean sameKey = before != null && before.object().key().equals(asset.object().key());
        if (!sameKey) {
          rank = 0;
          add(asset, 0);
        } else if (head.source().isPresent() && before.object().equals(asset.object())) {
          // A package may show one object under several names; the asset has that of the object.
          repeated++;
        } else if (before.object().bucket().equals(asset.object().bucket())) {
          problems.add(
              asset.place(),
              "asset_list",
              "%s is there twice: by entry %d and by entry %d. Keep one of them."
                  .formatted(asset.name(), before.place().index(), asset.place().index()));
        } else if (settings.sameKey() == SameKey.REFUSE && mode == Mode.IMPORT) {
          problems.add(
              asset.place(),
              "asset_list",
              "%s (entry %d) and %s (entry %d) would be assets of one name: rename one, or set bindery.exchange.same-key = split, which puts them into different revisions."
                  .formatted(
                      before.name(), before.place().index(), asset.name(), asset.place().index()));
        } else {
          others.add(AssetRecord.encode(asset, ++rank));
        }
        before = asset;
      }
    }

    private void add(Asset asset, int rank) throws IOException {
      if (problems.isEmpty()) {
        digest.add(asset);
        writer.add(asset, rank);
        if (mode == Mode.S3_DATA_ACCESS) {
          folding.add(asset);
        }
      }
    }

    private void quotas() {
      long planned = mode == Mode.IMPORT ? writer.revisions() : 1;
      int most = settings.quotas().revisions(mode);
      if (before + planned > most) {
        problems.add(
            Place.NONE,
            "asset_list",
            "%,d assets make %,d %s%s: a data set has at most %,d (%s)."
                .formatted(
                    writer.assets(),
                    planned,
                    planned == 1 ? "revision" : "revisions",
                    before == 0 ? "" : ", and the data set has %,d already".formatted(before),
                    most,
                    Quotas.revisionsSetting(mode)));
      }
    }

    private PlanSummary summary(Optional<Access> access, List<String> notices) {
      long jobs = access.isPresent() ? 1 : writer.jobs();
      long waves = (jobs + settings.quotas().jobsAtOnce() - 1) / settings.quotas().jobsAtOnce();
      if (access.isPresent() && !access.get().prefixes().isEmpty()) {
        notices.add("What comes into a shared folder later can be read by subscribers as well.");
      }
      return new PlanSummary(
          head.productId(),
          head.datasetId(),
          head.comment(),
          head.tags(),
          mode,
          writer.assets(),
          writer.bytes(),
          access.isPresent() ? 1 : writer.revisions(),
          jobs,
          Duration.ofSeconds(Math.multiplyExact(waves, settings.jobTime().toSeconds())),
          access,
          notices,
          head.source(),
          digest.hex());
    }
  }
}
