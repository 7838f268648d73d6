package io.bindery.exchange.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.exchange.manifest.Place;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Plans that are cut again because a quota turned out lower. */
class RecutTest {
  private static final long SEED = Long.getLong("bindery.seed", new Random().nextLong());

  /** A job: its assets as they were planned, with the rank of each. */
  private record Entry(String name, int rank) {}

  /** The jobs of each revision by their numbers. */
  private static final class Plan extends TreeMap<Long, TreeMap<Integer, List<Entry>>>
      implements Recut.Old {
    private static final long serialVersionUID = 1L;

    @Override
    public long revisions() {
      return isEmpty() ? 0 : lastKey() + 1;
    }

    @Override
    public int jobs(long revision) {
      return containsKey(revision) ? get(revision).lastKey() + 1 : 0;
    }

    @Override
    public Optional<byte[]> packed(long revision, int job) throws IOException {
      var entries = containsKey(revision) ? get(revision).get(job) : null;
      if (entries == null) {
        return Optional.empty();
      }
      var packing = new PackedAssets.Packing();
      for (var entry : entries) {
        var object = S3Uri.of("lab", entry.name());
        packing.add(
            AssetRecord.encode(new Asset(object, 7, "etag", new Place(1, 2, 3)), entry.rank()));
      }
      return Optional.of(packing.bytes());
    }

    void add(long revision, int job, List<Entry> entries) {
      assertThat(computeIfAbsent(revision, any -> new TreeMap<>()).put(job, entries)).isNull();
    }

    List<Entry> all(long revision) {
      return get(revision).values().stream().flatMap(List::stream).toList();
    }

    List<Entry> all() {
      return keySet().stream().flatMap(revision -> all(revision).stream()).toList();
    }
  }

  private static Quotas quotas(int perRevision, int perJob) {
    return new Quotas(perRevision, perJob, 10, 10_000, 5, Long.MAX_VALUE, 5);
  }

  private static Plan plan(int assets, int perRevision, int perJob) {
    var plan = new Plan();
    for (int at = 0; at < assets; at++) {
      long revision = at / perRevision;
      int job = at % perRevision / perJob;
      plan.computeIfAbsent(revision, any -> new TreeMap<>())
          .computeIfAbsent(job, any -> new ArrayList<>())
          .add(new Entry("%06d".formatted(at), 0));
    }
    return plan;
  }

  private static Plan recut(Plan old, Map<Long, Set<Integer>> made, Quotas quotas) {
    var cut = new Plan();
    try {
      Recut.of(
          quotas,
          old,
          made,
          (revision, job, assets, bytes, packed) -> {
            var entries = new ArrayList<Entry>();
            PackedAssets.records(
                packed,
                record -> {
                  int rank = AssetRecord.rank(record);
                  entries.add(new Entry(AssetRecord.decode(record).object().key(), rank));
                });
            assertThat(entries).hasSize(assets);
            assertThat(bytes).isEqualTo(7L * assets);
            cut.add(revision, job, entries);
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cut;
  }

  @Test
  void whatIsNotMadeIsCutByTheLowerQuota() {
    var cut = recut(plan(25, 10, 5), Map.of(), quotas(6, 4));

    assertThat(cut.keySet()).containsExactly(0L, 1L, 2L, 3L, 4L);
    assertThat(cut.get(0L)).hasSize(2);
    assertThat(cut.all(0L))
        .extracting(Entry::name)
        .containsExactly("000000", "000001", "000002", "000003", "000004", "000005");
    assertThat(cut.get(4L)).hasSize(1);
  }

  @Test
  void whatIsMadeStaysWhereItIs() {
    var old = plan(30, 10, 2);

    // The first is full, the second has two of its jobs, the third is not there.
    var cut = recut(old, Map.of(0L, Set.of(0, 1, 2, 3, 4), 1L, Set.of(0, 3)), quotas(6, 2));

    assertThat(cut.get(0L)).isEqualTo(old.get(0L));
    assertThat(cut.get(1L))
        .containsEntry(0, old.get(1L).get(0))
        .containsEntry(3, old.get(1L).get(3));
    // There is room for two more: in a job with a number that none had.
    assertThat(cut.get(1L).keySet()).containsExactly(0, 3, 5);
    assertThat(cut.all(1L)).hasSize(6);
    assertThat(cut.tailMap(2L).keySet()).containsExactly(2L, 3L, 4L);
    assertThat(cut.all()).containsExactlyInAnyOrderElementsOf(old.all());
  }

  @Test
  void aRevisionThatIsFullerThanTheQuotaAllowsGetsNoMore() {
    var old = plan(10, 10, 2);

    var cut = recut(old, Map.of(0L, Set.of(0, 1, 2, 3)), quotas(4, 2));

    assertThat(cut.get(0L).keySet()).containsExactly(0, 1, 2, 3);
    assertThat(cut.all(1L)).extracting(Entry::name).containsExactly("000008", "000009");
  }

  @Test
  void allPlansKeepEveryAssetOnceAndItsName() {
    var random = new Random(SEED);
    for (int run = 0; run < 300; run++) {
      var old = new Plan();
      int revisions = 1 + random.nextInt(6);
      int rank = 0;
      int name = 0;
      var made = new HashMap<Long, Set<Integer>>();
      for (long revision = 0; revision < revisions; revision++) {
        if (random.nextInt(4) == 0) {
          // A new group: the names of the group before come again, as of another bucket.
          rank++;
          name = Math.max(0, name - 5);
        }
        int jobs = 1 + random.nextInt(5);
        var kept = new HashSet<Integer>();
        for (int job = 0; job < jobs; job++) {
          if (job > 0 && random.nextInt(6) == 0) {
            continue;
          }
          var entries = new ArrayList<Entry>();
          for (int asset = 0; asset <= random.nextInt(4); asset++) {
            entries.add(new Entry("%06d".formatted(name++), rank));
          }
          old.add(revision, job, entries);
          if (random.nextBoolean()) {
            kept.add(job);
          }
        }
        if (random.nextBoolean()) {
          made.put(revision, kept);
        }
      }
      var quotas = quotas(1 + random.nextInt(8), 1 + random.nextInt(4));
      var told = "seed %d, run %d".formatted(SEED, run);

      var cut = recut(old, made, quotas);

      assertThat(cut.all()).as(told).containsExactlyInAnyOrderElementsOf(old.all());
      cut.forEach(
          (revision, jobs) -> {
            var there = cut.all(revision);
            assertThat(there).as(told).extracting(Entry::rank).containsOnly(there.get(0).rank());
            assertThat(there).as(told).extracting(Entry::name).doesNotHaveDuplicates();
            var before = made.get(revision);
            if (before == null) {
              assertThat(there).as(told).hasSizeLessThanOrEqualTo(quotas.assetsPerRevision());
            }
            jobs.forEach(
                (job, entries) -> {
                  if (before != null && before.contains(job)) {
                    assertThat(entries).as(told).isEqualTo(old.get(revision).get(job));
                  } else {
                    assertThat(entries).as(told).hasSizeLessThanOrEqualTo(quotas.assetsPerJob());
                    if (before != null) {
                      assertThat(job).as(told).isGreaterThanOrEqualTo(old.jobs(revision));
                    }
                  }
                });
          });
      made.forEach(
          (revision, kept) ->
              kept.forEach(job -> assertThat(cut.get(revision)).as(told).containsKey(job)));
    }
  }

  @Test
  void packedAssetsComeBackAsTheyWere() throws IOException {
    var one =
        new Asset(new S3Uri("lab", "a/ü.txt", Optional.of("v1")), 5, "e1", new Place(3, 4, 0));
    var two = new Asset(S3Uri.of("other", "b"), 1L << 40, "", new Place(0, 0, 1));
    var packing = new PackedAssets.Packing();
    packing.add(AssetRecord.encode(one, 0));
    packing.add(AssetRecord.encode(two, 1));

    assertThat(PackedAssets.unpack(packing.bytes())).containsExactly(one, two);
  }
}
