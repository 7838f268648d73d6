package io.bindery.bench.chaos.check;

import io.bindery.bench.chaos.check.Verdict.ElementClass;
import io.bindery.bench.chaos.history.Batch;
import io.bindery.bench.chaos.history.Element;
import io.bindery.bench.chaos.history.History;
import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.Put;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Holds a history against what Bindery promises, in the manner of Jepsen's {@code set-full}: each
 * object version that S3 acknowledged is an element; batches, announcements and packages are the
 * reads that must have it. Pure.
 */
public final class Checker {
  private static final int EXAMPLES = 20;

  private final History history;
  private final Map<Element, Put> puts = new HashMap<>();

  /** How many versions S3 has of an element: more than one where an answer did not come. */
  private final Map<Element, Integer> copies = new HashMap<>();

  private final Map<String, List<Put>> unanswered = new HashMap<>();
  private final Map<String, Put> newest = new HashMap<>();
  private final Map<Element, List<Batch>> batchesOf = new HashMap<>();
  private final Map<Element, Long> recordedAt = new HashMap<>();
  private final Map<String, Long> announcedAt = new HashMap<>();
  private final Set<String> early = new HashSet<>();
  private final Packages packages;
  private final List<Broken> broken = new ArrayList<>();
  private final Map<ElementClass, Long> classes = new EnumMap<>(ElementClass.class);
  private final List<String> examples = new ArrayList<>();
  private long announcedAgain;
  private long doubles;

  private Checker(History history) {
    this.history = history;
    for (var put : history.puts()) {
      puts.put(put.element(), put);
      copies.merge(put.element(), 1, Integer::sum);
      newest.merge(put.key(), put, (a, b) -> a.acknowledgedAt() > b.acknowledgedAt() ? a : b);
    }
    for (var put : history.unanswered()) {
      puts.putIfAbsent(put.element(), put);
      copies.merge(put.element(), 1, Integer::sum);
      unanswered.computeIfAbsent(put.key(), key -> new ArrayList<>()).add(put);
    }
    this.packages = new Packages(history);
  }

  /** Decides. */
  public static Verdict check(History history) {
    return new Checker(history).check();
  }

  private Verdict check() {
    history.batches().forEach(this::read);
    announcements();
    history.puts().forEach(this::classify);
    broken.addAll(history.seen());
    broken.addAll(packages.broken());
    doubles += packages.doubles();
    var publications = Publications.of(history.published());
    broken.addAll(publications.broken());
    doubles += publications.doubles();
    return new Verdict(
        history.puts().size(),
        classes,
        announcedAgain,
        doubles,
        broken.subList(0, Math.min(EXAMPLES, broken.size())),
        broken.size(),
        Latencies.of(delays(this::announcedAt)),
        Latencies.of(delays(put -> recordedAt.get(put.element()))),
        Latencies.of(Resumption.of(history.incidents(), history.puts(), recordedAt)),
        examples);
  }

  private void read(Batch batch) {
    for (var recorded : batch.recorded()) {
      var element = recorded.element();
      batchesOf.computeIfAbsent(element, e -> new ArrayList<>()).add(batch);
      recordedAt.merge(element, recorded.at(), Math::min);
      if (!puts.containsKey(element)) {
        broken.add(
            new Broken("A", "Batch %s has %s, which nobody put".formatted(batch.id(), element)));
      }
    }
  }

  private void announcements() {
    var known = new HashMap<String, Batch>();
    history.batches().forEach(batch -> known.put(batch.id(), batch));
    for (var announced : history.announced()) {
      if (announcedAt.putIfAbsent(announced.batchId(), announced.at()) != null) {
        announcedAgain++;
        continue;
      }
      var batch = known.get(announced.batchId());
      if (batch == null) {
        broken.add(
            new Broken(
                "D",
                "Batch %s was announced and is not in the journal".formatted(announced.batchId())));
      } else if (isEarly(batch, announced.at())) {
        early.add(batch.id());
      }
    }
  }

  /** A batch that is not full waits so long after the last object; that began before S3 had it. */
  private boolean isEarly(Batch batch, long at) {
    long keys = batch.recorded().stream().map(one -> one.element().key()).distinct().count();
    var rule = history.rule();
    if (keys >= rule.count()) {
      return false;
    }
    long last =
        batch.recorded().stream()
            .map(one -> puts.get(one.element()))
            .filter(put -> put != null)
            .mapToLong(Put::startedAt)
            .max()
            .orElse(0);
    return at - last < rule.quietMillis() - rule.clockMillis();
  }

  private void classify(Put put) {
    var which = classOf(put);
    classes.merge(which, 1L, Long::sum);
    if (which == ElementClass.DOUBLED) {
      doubles++;
    }
    if (which != ElementClass.OK && examples.size() < EXAMPLES) {
      examples.add(
          "%s: %s version %s, acknowledged at %d, in batches %s"
              .formatted(
                  which,
                  put.key(),
                  put.version(),
                  put.acknowledgedAt(),
                  batchesOf.getOrDefault(put.element(), List.of()).stream()
                      .map(Batch::id)
                      .toList()));
    }
  }

  private ElementClass classOf(Put put) {
    var batches = batchesOf.getOrDefault(put.element(), List.of());
    if (batches.stream().noneMatch(batch -> announcedAt.containsKey(batch.id()))) {
      return ElementClass.LOST;
    }
    if (batches.size() > copies.get(put.element())) {
      return ElementClass.DOUBLED;
    }
    if (early.contains(batches.get(0).id())) {
      return ElementClass.EARLY;
    }
    return newest.get(put.key()).equals(put) && !isRead(put)
        ? ElementClass.NEVER_READ
        : ElementClass.OK;
  }

  /** A version whose answer did not come may be the newer one. */
  private boolean isRead(Put put) {
    return packages.has(put)
        || unanswered.getOrDefault(put.key(), List.of()).stream().anyMatch(packages::has);
  }

  private Long announcedAt(Put put) {
    return batchesOf.getOrDefault(put.element(), List.of()).stream()
        .map(batch -> announcedAt.get(batch.id()))
        .filter(at -> at != null)
        .min(Long::compare)
        .orElse(null);
  }

  private List<Long> delays(Function<Put, Long> read) {
    var delays = new ArrayList<Long>();
    for (var put : history.puts()) {
      var at = read.apply(put);
      if (at != null) {
        delays.add(Math.max(0, at - put.acknowledgedAt()));
      }
    }
    return delays;
  }
}
