package io.bindery.localaws.s3.store;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.state.AppendLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets, versions and uploads in a directory: a log of changes ({@code index.log}), read into
 * memory at the start, and a file for each content. A content is on the disk before the change that
 * names it; a change is answered when it is on the disk. So whatever was answered is there again,
 * whenever the process or the machine stops.
 */
public final class ObjectStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectStore.class);
  private static final String HEADER = "bindery-s3 1";

  private final Catalog catalog = new Catalog();
  private final Bodies bodies;
  private AppendLog log;
  private boolean loading = true;

  private ObjectStore(Bodies bodies) {
    this.bodies = bodies;
  }

  /**
   * Opens the store, or makes it.
   *
   * @throws LocalAwsException if the directory cannot be used
   */
  public static ObjectStore open(Path directory) {
    try {
      Files.createDirectories(directory);
      ObjectStore store = new ObjectStore(new Bodies(directory));
      store.load(directory);
      return store;
    } catch (IOException e) {
      throw new LocalAwsException(
          "The objects in "
              + directory
              + " cannot be read or written ("
              + e
              + "): free some disk space, or make the directory readable and writable.",
          e);
    }
  }

  private void load(Path directory) throws IOException {
    FutureTask<Bodies.Found> look = new FutureTask<>(bodies::look);
    Thread beside = new Thread(look, "localaws-look-" + directory.getFileName());
    beside.setDaemon(true);
    beside.start();
    log =
        AppendLog.open(
            directory.resolve("index.log"), HEADER, AppendLog.Durability.POWER_CUT, new Subject());
    Set<Long> missing =
        bodies.reconcile(catalog.segments().filter(s -> s.body() != 0), found(look));
    if (!missing.isEmpty()) {
      setAside(missing);
    }
  }

  private static Bodies.Found found(FutureTask<Bodies.Found> look) throws IOException {
    try {
      return look.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Versions and parts whose content is lost are taken out, and said. */
  private void setAside(Set<Long> missing) {
    List<Change> changes = new ArrayList<>();
    for (Bucket bucket : catalog.buckets()) {
      bucket
          .keys()
          .forEach(
              (key, versions) -> {
                for (Version version : versions) {
                  if (version.segments().stream().anyMatch(s -> missing.contains(s.body()))) {
                    LOG.error(
                        "The content of {}/{} version {} is missing or cut off. The version was"
                            + " taken out.",
                        bucket.name(),
                        key,
                        version.id());
                    changes.add(new Change.Removed(bucket.name(), key, version.id()));
                  }
                }
              });
      for (Upload upload : bucket.uploads()) {
        if (bucket.parts(upload.id()).values().stream().anyMatch(p -> missing.contains(p.body()))) {
          LOG.error(
              "A part of the upload {} of {}/{} is missing or cut off. The upload was aborted.",
              upload.id(),
              bucket.name(),
              upload.key());
          changes.add(new Change.UploadAborted(bucket.name(), upload.id()));
        }
      }
    }
    commit(changes);
  }

  public Optional<Bucket> bucket(String name) {
    return catalog.bucket(name);
  }

  /** All buckets by their names. */
  public Collection<Bucket> buckets() {
    return catalog.buckets();
  }

  /** Begins a content. */
  public NewBody write() {
    try {
      return new NewBody(bodies.write());
    } catch (IOException e) {
      throw new StoreException(e);
    }
  }

  /** Takes back a content that was kept, but is not named by a change. */
  public void discard(long body) {
    if (body != 0) {
      bodies.drop(List.of(body));
    }
  }

  /** Part of a content, or nothing if the content was deleted since it was looked up. */
  public Optional<ObjectContent> read(List<Segment> segments, long offset, long length) {
    return bodies.hold(segments)
        ? Optional.of(new ObjectContent(bodies, segments, offset, length))
        : Optional.empty();
  }

  /**
   * Makes a change. When this returns, it is on the disk and seen by readers.
   *
   * @throws StoreException if the disk does not take it; then nothing is changed
   */
  public void commit(Change change) {
    commit(List.of(change));
  }

  /** Makes changes, in order. If the disk fails in between, the first ones may be made. */
  public void commit(List<Change> changes) {
    List<CompletableFuture<Void>> done = changes.stream().map(c -> log.append(c.bytes())).toList();
    IOException failure = null;
    for (CompletableFuture<Void> each : done) {
      try {
        each.get();
      } catch (ExecutionException e) {
        failure = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = new IOException("interrupted", e);
      }
    }
    if (failure != null) {
      throw new StoreException(failure);
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }

  private final class Subject implements AppendLog.Subject {
    @Override
    public void apply(byte[] bytes) {
      List<Long> dropped = catalog.apply(Change.of(bytes));
      // While the log is read, a later line may tell what an earlier one named; files are compared
      // with the end of it.
      if (!loading) {
        bodies.drop(dropped);
      }
    }

    @Override
    public void loaded() {
      loading = false;
      catalog.loaded();
    }

    @Override
    public void beforeFlush() throws IOException {
      bodies.flush();
    }

    @Override
    public long alive() {
      return catalog.entries();
    }

    @Override
    public Iterator<byte[]> snapshot() {
      Iterator<Change> changes = catalog.snapshot();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return changes.hasNext();
        }

        @Override
        public byte[] next() {
          return changes.next().bytes();
        }
      };
    }
  }
}
