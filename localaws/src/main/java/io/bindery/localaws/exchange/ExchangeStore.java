package io.bindery.localaws.exchange;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.ChangeSet;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Job;
import io.bindery.localaws.exchange.Kept.Notice;
import io.bindery.localaws.exchange.Kept.Product;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.state.AppendLog;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * All that Data Exchange and the Catalog keep, in memory and in a log ({@code exchange.log}). Maps
 * are in the order in which AWS lists: the newest first, assets by name from Z to A. Callers hold
 * its monitor.
 */
final class ExchangeStore implements Closeable {
  private static final String HEADER = "bindery-exchange 1";

  private final NavigableMap<String, DataSet> dataSets = descending();
  private final Map<String, DataSet> dataSetsById = new HashMap<>();
  private final Map<String, Revision> revisionsById = new HashMap<>();
  private final Map<String, NavigableMap<String, Revision>> revisions = new HashMap<>();
  private final Map<String, Asset> assetsById = new HashMap<>();
  private final Map<String, NavigableMap<String, Asset>> assets = new HashMap<>();
  private final Map<String, Job> jobsById = new HashMap<>();
  private final NavigableMap<String, Job> jobs = descending();
  private final Map<String, NavigableMap<String, Job>> jobsByRevision = new HashMap<>();
  private final Map<String, Job> inProgress = new LinkedHashMap<>();
  private final Map<String, Notice> notices = new LinkedHashMap<>();
  private final Map<String, Product> products = new LinkedHashMap<>();
  private final Map<String, ChangeSet> changeSetsById = new HashMap<>();
  private final NavigableMap<String, ChangeSet> changeSets = descending();
  private AppendLog log;
  private long last;

  private ExchangeStore() {}

  /**
   * Opens the log, or makes it.
   *
   * @throws LocalAwsException if it cannot be used
   */
  static ExchangeStore open(Path file) {
    ExchangeStore store = new ExchangeStore();
    store.log = AppendLog.open(file, HEADER, AppendLog.Durability.KILL, store.new Subject());
    return store;
  }

  private static <T> NavigableMap<String, T> descending() {
    return new TreeMap<>(Comparator.reverseOrder());
  }

  private static String order(long number) {
    return String.format(Locale.ROOT, "%019d", number);
  }

  private static String order(Asset asset) {
    return asset.name() + "\0" + order(asset.number());
  }

  NavigableMap<String, DataSet> dataSets() {
    return dataSets;
  }

  Optional<DataSet> dataSet(String id) {
    return Optional.ofNullable(dataSetsById.get(id));
  }

  Optional<Revision> revision(String id) {
    return Optional.ofNullable(revisionsById.get(id));
  }

  NavigableMap<String, Revision> revisions(String dataSet) {
    return revisions.getOrDefault(dataSet, Collections.emptyNavigableMap());
  }

  Stream<Revision> allRevisions() {
    return revisionsById.values().stream();
  }

  Optional<Asset> asset(String id) {
    return Optional.ofNullable(assetsById.get(id));
  }

  NavigableMap<String, Asset> assets(String revision) {
    return assets.getOrDefault(revision, Collections.emptyNavigableMap());
  }

  Optional<Job> job(String id) {
    return Optional.ofNullable(jobsById.get(id));
  }

  NavigableMap<String, Job> jobs() {
    return jobs;
  }

  NavigableMap<String, Job> jobs(String revision) {
    return jobsByRevision.getOrDefault(revision, Collections.emptyNavigableMap());
  }

  /** Those in progress, in the order in which they began. */
  Map<String, Job> inProgress() {
    return inProgress;
  }

  long inProgress(String type) {
    return inProgress.values().stream().filter(job -> job.type().equals(type)).count();
  }

  /** By data set and token. */
  Map<String, Notice> notices() {
    return notices;
  }

  static String key(String dataSet, String token) {
    return dataSet + " " + token;
  }

  Map<String, Product> products() {
    return products;
  }

  NavigableMap<String, ChangeSet> changeSets() {
    return changeSets;
  }

  Optional<ChangeSet> changeSet(String id) {
    return Optional.ofNullable(changeSetsById.get(id));
  }

  /** The number of the next thing that is created. */
  long next() {
    last++;
    return last;
  }

  /**
   * Makes a step; when this returns, it survives a kill.
   *
   * @throws LocalAwsException if the disk does not take it; then nothing is changed
   */
  void commit(Step step) {
    try {
      log.append(step.bytes()).get();
    } catch (ExecutionException e) {
      throw new LocalAwsException(
          "The disk does not take the change (" + e.getCause() + "): free some space.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("The local services are being stopped.", e);
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }

  private void apply(Step step) {
    for (String id : step.goneAssets()) {
      remove(assetsById.get(id));
    }
    for (String id : step.goneRevisions()) {
      Revision revision = revisionsById.remove(id);
      if (revision != null) {
        revisions(revision.dataSet()).remove(order(revision.number()));
      }
      NavigableMap<String, Asset> of = assets.remove(id);
      if (of != null) {
        of.values().forEach(asset -> assetsById.remove(asset.id()));
      }
    }
    for (String id : step.goneDataSets()) {
      DataSet dataSet = dataSetsById.remove(id);
      if (dataSet != null) {
        dataSets.remove(order(dataSet.number()));
      }
    }
    step.dataSets().forEach(this::put);
    step.revisions().forEach(this::put);
    step.assets().forEach(this::put);
    step.jobs().forEach(this::put);
    for (Notice notice : step.notices()) {
      seen(notice.number());
      notices.put(key(notice.dataSet(), notice.token()), notice);
    }
    step.products().forEach(product -> products.put(product.id(), product));
    for (ChangeSet set : step.changeSets()) {
      seen(set.number());
      changeSetsById.put(set.id(), set);
      changeSets.put(order(set.number()), set);
    }
  }

  private void seen(long number) {
    last = Math.max(last, number);
  }

  private void put(DataSet dataSet) {
    seen(dataSet.number());
    dataSetsById.put(dataSet.id(), dataSet);
    dataSets.put(order(dataSet.number()), dataSet);
  }

  private void put(Revision revision) {
    seen(revision.number());
    revisionsById.put(revision.id(), revision);
    revisions
        .computeIfAbsent(revision.dataSet(), id -> descending())
        .put(order(revision.number()), revision);
  }

  private void put(Asset asset) {
    seen(asset.number());
    remove(assetsById.get(asset.id()));
    assetsById.put(asset.id(), asset);
    assets.computeIfAbsent(asset.revision(), id -> descending()).put(order(asset), asset);
  }

  private void remove(Asset asset) {
    if (asset != null) {
      assetsById.remove(asset.id());
      assets(asset.revision()).remove(order(asset));
    }
  }

  private void put(Job job) {
    seen(job.number());
    jobsById.put(job.id(), job);
    jobs.put(order(job.number()), job);
    jobsByRevision
        .computeIfAbsent(job.revision(), id -> descending())
        .put(order(job.number()), job);
    if (job.isInProgress()) {
      inProgress.put(job.id(), job);
    } else {
      inProgress.remove(job.id());
    }
  }

  private final class Subject implements AppendLog.Subject {
    @Override
    public void apply(byte[] change) {
      ExchangeStore.this.apply(Step.of(change));
    }

    @Override
    public void beforeFlush() {
      // Nothing else is written.
    }

    @Override
    public long alive() {
      return (long) dataSetsById.size()
          + revisionsById.size()
          + assetsById.size()
          + jobsById.size()
          + notices.size()
          + products.size()
          + changeSetsById.size();
    }

    /** Those in progress are last, in the order in which they began. */
    @Override
    public Iterator<byte[]> snapshot() {
      return Stream.of(
              dataSetsById.values().stream().map(each -> Step.none().with(each)),
              revisionsById.values().stream().map(each -> Step.none().with(each)),
              assetsById.values().stream().map(each -> Step.none().with(each)),
              jobsById.values().stream()
                  .filter(job -> !job.isInProgress())
                  .map(each -> Step.none().with(each)),
              inProgress.values().stream().map(each -> Step.none().with(each)),
              notices.values().stream().map(each -> Step.none().with(each)),
              products.values().stream().map(each -> Step.none().with(each)),
              changeSetsById.values().stream().map(each -> Step.none().with(each)))
          .flatMap(steps -> steps)
          .map(Step::bytes)
          .iterator();
    }
  }
}
