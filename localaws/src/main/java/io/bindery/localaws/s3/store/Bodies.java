package io.bindery.localaws.s3.store;

import io.bindery.localaws.state.DurableFile;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contents of objects, each in a file that is written once: in {@code incoming} while it grows,
 * then flushed and moved to {@code bodies}. A body that is no longer named is deleted when its last
 * reader has closed it.
 */
final class Bodies {
  private static final Logger LOG = LoggerFactory.getLogger(Bodies.class);
  private static final int FILES_IN_A_DIRECTORY_BITS = 12;

  /**
   * Left to the logs, so that a write that has room for its content can be told to queues too, and
   * deletes work on a full disk.
   */
  private static final long RESERVE_BYTES = 1 << 20;

  private final Path incoming;
  private final Path root;
  private final Path setAside;
  private final FileStore disk;
  private final AtomicLong last = new AtomicLong();
  private final Set<Path> touched = ConcurrentHashMap.newKeySet();
  private final Set<Path> made = ConcurrentHashMap.newKeySet();
  private final Map<Long, Integer> readers = new HashMap<>();
  private final Set<Long> dropped = new HashSet<>();

  Bodies(Path directory) throws IOException {
    incoming = directory.resolve("incoming");
    root = directory.resolve("bodies");
    setAside = directory.resolve("set-aside");
    Files.createDirectories(incoming);
    Files.createDirectories(root);
    DurableFile.flushDirectory(directory);
    disk = Files.getFileStore(directory);
  }

  private void requireRoom() throws IOException {
    long free = disk.getUsableSpace();
    if (free < RESERVE_BYTES) {
      throw new IOException(
          "No space left for objects: the disk has "
              + free
              + " bytes free, and the last "
              + RESERVE_BYTES
              + " are left to the logs");
    }
  }

  /** A body that is being written. Closed without {@link #keep}, it is gone. */
  final class Writing extends FilterOutputStream {
    private final Path file;
    private final FileChannel channel;
    private final long id;
    private long size;
    private boolean kept;

    private Writing(Path file, FileChannel channel, long id) {
      super(Channels.newOutputStream(channel));
      this.file = file;
      this.channel = channel;
      this.id = id;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      size++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
      size += length;
    }

    long size() {
      return size;
    }

    /** Puts the content on the disk and gives the body's name; 0 for an empty one. */
    long keep() throws IOException {
      requireRoom();
      if (size == 0) {
        return 0;
      }
      channel.force(true);
      Path to = path(id);
      Path directory = to.getParent();
      if (!made.contains(directory)) {
        Files.createDirectories(directory);
        DurableFile.flushDirectory(root);
        made.add(directory);
      }
      Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
      kept = true;
      touched.add(directory);
      return id;
    }

    @Override
    public void close() throws IOException {
      channel.close();
      if (!kept) {
        Files.deleteIfExists(file);
      }
    }
  }

  Writing write() throws IOException {
    requireRoom();
    long id = last.incrementAndGet();
    Path file = incoming.resolve(Long.toHexString(id));
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return new Writing(file, channel, id);
  }

  /** Flushes the directories that bodies were moved into. */
  void flush() throws IOException {
    for (Path directory : List.copyOf(touched)) {
      // Removed first: one that is moved there meanwhile asks for the next flush.
      touched.remove(directory);
      try {
        DurableFile.flushDirectory(directory);
      } catch (IOException e) {
        touched.add(directory);
        throw e;
      }
    }
  }

  /**
   * Keeps the bodies of {@code segments} from being deleted until {@link #release}.
   *
   * @return false if one is already gone
   */
  synchronized boolean hold(List<Segment> segments) {
    for (Segment segment : segments) {
      if (segment.body() != 0 && !Files.exists(path(segment.body()))) {
        return false;
      }
    }
    segments.forEach(s -> readers.merge(s.body(), 1, Integer::sum));
    return true;
  }

  synchronized void release(List<Segment> segments) {
    for (Segment segment : segments) {
      long body = segment.body();
      if (readers.merge(body, -1, Integer::sum) == 0) {
        readers.remove(body);
        if (dropped.remove(body)) {
          delete(body);
        }
      }
    }
  }

  /** Deletes bodies that nothing names any more, as soon as nobody reads them. */
  synchronized void drop(Collection<Long> bodies) {
    for (long body : bodies) {
      if (readers.containsKey(body)) {
        dropped.add(body);
      } else {
        delete(body);
      }
    }
  }

  private void delete(long body) {
    try {
      Files.deleteIfExists(path(body));
    } catch (IOException e) {
      // It is found, and set aside, by the next start.
      LOG.warn("The file {} cannot be deleted: {}", path(body), e.toString());
    }
  }

  InputStream open(long body, long skip) throws IOException {
    FileChannel channel = FileChannel.open(path(body), StandardOpenOption.READ);
    channel.position(skip);
    return Channels.newInputStream(channel);
  }

  /** The files of all contents, as a start finds them. */
  record Found(Map<Path, Long> sizes) {}

  /**
   * Looks at each file. A start does this while it reads the log: both take seconds with some
   * hundred thousand objects, and neither needs the other.
   */
  Found look() throws IOException {
    Map<Path, Long> sizes = new HashMap<>();
    for (Path directory : list(root)) {
      made.add(directory);
      for (Path file : list(directory)) {
        sizes.put(file, Files.size(file));
      }
    }
    return new Found(sizes);
  }

  /**
   * Brings the files in line with what the log names: removes what was never finished, sets aside
   * what no change names.
   *
   * @param named each body with its size
   * @return those that are missing, or not of their size
   */
  Set<Long> reconcile(Map<Long, Long> named, Found found) throws IOException {
    int unfinished = 0;
    for (Path file : list(incoming)) {
      Files.delete(file);
      unfinished++;
    }
    Set<Long> missing = new HashSet<>(named.keySet());
    int strangers = 0;
    for (Map.Entry<Path, Long> file : found.sizes().entrySet()) {
      long id = id(file.getKey());
      last.accumulateAndGet(id, Math::max);
      Long size = named.get(id);
      if (size == null) {
        aside(file.getKey());
        strangers++;
      } else if (size.equals(file.getValue())) {
        missing.remove(id);
      }
    }
    named.keySet().forEach(id -> last.accumulateAndGet(id, Math::max));
    if (unfinished > 0) {
      LOG.info(
          "Removed {} uploads of objects that were cut off before they were answered", unfinished);
    }
    if (strangers > 0) {
      LOG.warn(
          "{} contents belong to no object: their writes were cut off before they were answered."
              + " They were set aside in {}.",
          strangers,
          setAside);
    }
    return missing;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      return paths.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void aside(Path file) throws IOException {
    Files.createDirectories(setAside);
    Files.move(file, setAside.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }

  private static long id(Path file) {
    try {
      return Long.parseLong(file.getFileName().toString(), 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private Path path(long body) {
    return root.resolve(Long.toHexString(body >> FILES_IN_A_DIRECTORY_BITS))
        .resolve(Long.toHexString(body));
  }
}
