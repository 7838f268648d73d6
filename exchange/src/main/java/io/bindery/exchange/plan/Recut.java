package io.bindery.exchange.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cuts again what of a plan is not made yet, because a quota turned out lower. What is made keeps
 * its revision and its number. What else belongs to a revision that is there goes into new jobs of
 * it, as far as the revision has room; all the rest goes into new revisions. Assets of one name
 * stay in different revisions: a rank never meets another one in a revision.
 */
public final class Recut {
  private final Quotas quotas;
  private final Old old;
  private final Map<Long, Set<Integer>> made;
  private final New cut;

  private long nextRevision;
  private Open rest;

  /** The plan that is cut again. */
  public interface Old {
    /** How many revisions it has. */
    long revisions();

    /** How many job numbers a revision has used; there is a gap where an earlier cut left one. */
    int jobs(long revision) throws IOException;

    /** The assets of a job; nothing in a gap. */
    Optional<byte[]> packed(long revision, int job) throws IOException;
  }

  /** Gets the new plan: the jobs of a revision together, not all of them in order. */
  public interface New {
    void job(long revision, int job, int assets, long bytes, byte[] packed) throws IOException;
  }

  /** A revision that gets jobs. */
  private final class Open {
    private final long revision;
    private int job;
    private int room;
    private int rank = -1;
    private PackedAssets.Packing packing = new PackedAssets.Packing();
    private long bytes;

    Open(long revision, int firstJob, int room) {
      this.revision = revision;
      this.job = firstJob;
      this.room = room;
    }

    /** Whether it takes an asset; one that is full, or of another rank, does not. */
    boolean add(ByteBuffer record) throws IOException {
      int its = AssetRecord.rank(record);
      if (room == 0 || (rank >= 0 && its != rank)) {
        return false;
      }
      rank = its;
      room--;
      bytes = Math.addExact(bytes, AssetRecord.decode(record.duplicate()).size());
      packing.add(record);
      if (packing.count() == quotas.assetsPerJob()) {
        end();
      }
      return true;
    }

    void end() throws IOException {
      if (packing.count() > 0) {
        cut.job(revision, job++, packing.count(), bytes, packing.bytes());
        packing = new PackedAssets.Packing();
        bytes = 0;
      }
    }
  }

  private Recut(Quotas quotas, Old old, Map<Long, Set<Integer>> made, New cut) {
    this.quotas = quotas;
    this.old = old;
    this.made = made;
    this.cut = cut;
  }

  /**
   * Cuts a plan again.
   *
   * @param made by the number of each revision that is there the numbers of its jobs that have
   *     left, or may leave, assets in it
   */
  public static void of(Quotas quotas, Old old, Map<Long, Set<Integer>> made, New cut)
      throws IOException {
    new Recut(quotas, old, made, cut).all();
  }

  private void all() throws IOException {
    for (long revision = 0; revision < old.revisions(); revision++) {
      var jobs = made.get(revision);
      if (jobs == null) {
        for (int job = 0; job < old.jobs(revision); job++) {
          each(revision, job, this::addToRest);
        }
      } else {
        again(revision, jobs);
      }
    }
    if (rest != null) {
      rest.end();
    }
  }

  private void again(long revision, Set<Integer> jobs) throws IOException {
    int numbers = old.jobs(revision);
    int kept = 0;
    for (int job = 0; job < numbers; job++) {
      if (jobs.contains(job)) {
        kept += keep(revision, job);
      }
    }
    var open = new Open(revision, numbers, Math.max(0, quotas.assetsPerRevision() - kept));
    for (int job = 0; job < numbers; job++) {
      if (!jobs.contains(job)) {
        each(
            revision,
            job,
            record -> {
              if (!open.add(record)) {
                addToRest(record);
              }
            });
      }
    }
    open.end();
  }

  private int keep(long revision, int job) throws IOException {
    var packed = old.packed(revision, job);
    if (packed.isEmpty()) {
      return 0;
    }
    long bytes = 0;
    var assets = PackedAssets.unpack(packed.get());
    for (var asset : assets) {
      bytes = Math.addExact(bytes, asset.size());
    }
    cut.job(revision, job, assets.size(), bytes, packed.get());
    return assets.size();
  }

  private void each(long revision, int job, PackedAssets.Use use) throws IOException {
    var packed = old.packed(revision, job);
    if (packed.isPresent()) {
      PackedAssets.records(packed.get(), use);
    }
  }

  private void addToRest(ByteBuffer record) throws IOException {
    if (rest == null || !rest.add(record)) {
      if (rest != null) {
        rest.end();
      }
      while (made.containsKey(nextRevision)) {
        nextRevision++;
      }
      rest = new Open(nextRevision++, 0, quotas.assetsPerRevision());
      rest.add(record);
    }
  }
}
