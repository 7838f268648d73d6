package io.bindery.exchange.publication;

import static java.nio.charset.StandardCharsets.UTF_8;

import akka.Done;
import io.bindery.exchange.aws.DataExchange;
import io.bindery.exchange.aws.SeenAsset;
import io.bindery.exchange.plan.Asset;
import io.bindery.exchange.prepare.PlanRows;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * Compares the assets of a revision with its plan, by name and size. Of each asset it holds two
 * numbers; names come from the plan again, job by job, only where something differs. What is there
 * twice, or is not planned, is deleted: it may come from a job that ended in ERROR.
 */
final class Counting {
  private static final int TOLD = 100;

  private final DataExchange exchange;
  private final PlanRows plans;
  private final String publicationId;
  private final int plan;
  private final String dataSet;
  private final long number;
  private final String revision;

  Counting(
      DataExchange exchange,
      PlanRows plans,
      String publicationId,
      int plan,
      String dataSet,
      long number,
      String revision) {
    this.exchange = exchange;
    this.plans = plans;
    this.publicationId = publicationId;
    this.plan = plan;
    this.dataSet = dataSet;
    this.number = number;
    this.revision = revision;
  }

  /** Assets by hash of name and size, and of the name alone; in order. */
  private static final class There {
    private final long[] whole;
    private final long[] names;

    There(long[] whole, long[] names) {
      this.whole = whole;
      this.names = names;
    }

    boolean has(long hash) {
      return Arrays.binarySearch(whole, hash) >= 0;
    }

    boolean hasName(long hash) {
      return Arrays.binarySearch(names, hash) >= 0;
    }
  }

  CompletionStage<Result> count() {
    return list()
        .thenCompose(
            there -> {
              var missing = new HashMap<Integer, Integer>();
              var examples = new ArrayList<String>();
              var changed = new ArrayList<String>();
              var planned = new Longs();
              return planned(
                      (job, assets) ->
                          assets.forEach(
                              asset -> {
                                long whole = whole(asset.object().key(), asset.size());
                                planned.add(whole);
                                if (there.has(whole)) {
                                  return;
                                }
                                missing.merge(job, 1, Integer::sum);
                                var told =
                                    there.hasName(name(asset.object().key())) ? changed : examples;
                                if (told.size() < TOLD) {
                                  told.add(shown(asset));
                                }
                              }))
                  .thenCompose(done -> tidy(there, planned.sorted()))
                  .thenApply(tidied -> new Result.Counted(whole(missing), examples, changed));
            });
  }

  /** The objects of a job that are no assets yet. */
  CompletionStage<List<Asset>> missing(int job) {
    return list()
        .thenCompose(
            there ->
                plans
                    .assets(publicationId, plan, number, job)
                    .thenApply(
                        assets ->
                            assets.stream()
                                .filter(it -> !there.has(whole(it.object().key(), it.size())))
                                .toList()));
  }

  private static Map<Integer, Integer> whole(Map<Integer, Integer> missing) {
    return Map.copyOf(missing);
  }

  private static String shown(Asset asset) {
    return "s3://%s/%s".formatted(asset.object().bucket(), asset.object().key());
  }

  private CompletionStage<There> list() {
    var whole = new Longs();
    var names = new Longs();
    return exchange
        .assets(
            dataSet,
            revision,
            asset -> {
              whole.add(whole(asset.name(), asset.size()));
              names.add(name(asset.name()));
            })
        .thenApply(done -> new There(whole.sorted(), names.sorted()));
  }

  private CompletionStage<Done> planned(BiConsumer<Integer, List<Asset>> each) {
    return plans
        .jobs(publicationId, plan, number)
        .thenCompose(jobs -> planned(jobs.iterator(), each));
  }

  private CompletionStage<Done> planned(
      Iterator<PlanRows.Job> jobs, BiConsumer<Integer, List<Asset>> each) {
    if (!jobs.hasNext()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    int job = jobs.next().number();
    return plans
        .assets(publicationId, plan, number, job)
        .thenCompose(
            assets -> {
              each.accept(job, assets);
              return planned(jobs, each);
            });
  }

  /** Deletes what is there beyond the plan. */
  private CompletionStage<Done> tidy(There there, long[] planned) {
    var surplus = surplus(there.whole, planned);
    if (surplus.isEmpty()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    var doomed = new ArrayList<String>();
    return exchange
        .assets(dataSet, revision, asset -> take(asset, surplus, doomed))
        .thenCompose(done -> delete(doomed.iterator()));
  }

  private static void take(SeenAsset asset, Map<Long, Integer> surplus, List<String> doomed) {
    long hash = whole(asset.name(), asset.size());
    var left = surplus.get(hash);
    if (left != null && left > 0) {
      surplus.put(hash, left - 1);
      doomed.add(asset.id());
    }
  }

  private CompletionStage<Done> delete(Iterator<String> assets) {
    return assets.hasNext()
        ? exchange.deleteAsset(dataSet, revision, assets.next()).thenCompose(done -> delete(assets))
        : CompletableFuture.completedFuture(Done.done());
  }

  /** How many there are of each too many; both in order. */
  private static Map<Long, Integer> surplus(long[] there, long[] planned) {
    var surplus = new HashMap<Long, Integer>();
    int next = 0;
    for (long one : there) {
      while (next < planned.length && planned[next] < one) {
        next++;
      }
      if (next < planned.length && planned[next] == one) {
        next++;
      } else {
        surplus.merge(one, 1, Integer::sum);
      }
    }
    return surplus;
  }

  private static long name(String name) {
    return hash(name, -1);
  }

  private static long whole(String name, long size) {
    return hash(name, size);
  }

  private static long hash(String name, long size) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
      return ByteBuffer.wrap(digest.digest(name.getBytes(UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Numbers that are added one by one. */
  private static final class Longs {
    private long[] values = new long[64];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    long[] sorted() {
      var all = Arrays.copyOf(values, size);
      Arrays.sort(all);
      return all;
    }
  }
}
