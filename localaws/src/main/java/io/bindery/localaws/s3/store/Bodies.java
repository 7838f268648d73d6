package io.bindery.localaws.s3.store;

import io.bindery.localaws.state.DurableFile;
import java.io.File;
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
import java.util.ArrayList;
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

  /**
   * The files of all contents, as a start finds them.
   *
   * @param sizes of those that may be contents, in bytes
   * @param others whose names are none that this class gives
   */
  record Found(Map<Long, Long> sizes, List<Path> others) {}

  /**
   * Looks at each file. A start does this while it reads the log: both take their time with some
   * hundred thousand objects, and neither needs the other.
   */
  Found look() throws IOException {
    Found found = new Found(new HashMap<>(), new ArrayList<>());
    for (Path directory : list(root)) {
      if (Files.isDirectory(directory)) {
        made.add(directory);
        look(directory.toFile(), found);
      } else {
        found.others().add(directory);
      }
    }
    return found;
  }

  /** By names: to make a path of each content takes longer than to look at it. */
  private static void look(File directory, Found found) throws IOException {
    String[] names = directory.list();
    if (names == null) {
      throw new IOException("The directory " + directory + " cannot be listed");
    }
    for (String name : names) {
      long id = id(directory.getName(), name);
      File file = new File(directory, name);
      if (id <= 0) {
        found.others().add(file.toPath());
        continue;
      }
      long size = file.length();
      // 0 stands for an error too, which must not be taken for a content that was cut off.
      found.sizes().put(id, size == 0 ? Files.size(file.toPath()) : size);
    }
  }

  /**
   * Brings the files in line with what the log names: removes what was never finished, sets aside
   * what no change names.
   *
   * @return the bodies that are missing, or not of their size
   */
  Set<Long> reconcile(Stream<Segment> named, Found found) throws IOException {
    int unfinished = 0;
    for (Path file : list(incoming)) {
      Files.delete(file);
      unfinished++;
    }
    Set<Long> missing = new HashSet<>();
    Set<Long> known = new HashSet<>(2 * found.sizes().size());
    named.forEach(
        segment -> {
          Long size = found.sizes().get(segment.body());
          if (size == null || size != segment.size()) {
            missing.add(segment.body());
          }
          known.add(segment.body());
        });
    List<Path> strangers = new ArrayList<>(found.others());
    for (long id : found.sizes().keySet()) {
      if (!known.contains(id)) {
        strangers.add(path(id));
      }
    }
    for (Path stranger : strangers) {
      aside(stranger);
    }
    last.set(Math.max(greatest(known), greatest(found.sizes().keySet())));
    if (unfinished > 0) {
      LOG.info(
          "Removed {} uploads of objects that were cut off before they were answered", unfinished);
    }
    if (!strangers.isEmpty()) {
      LOG.warn(
          "{} contents belong to no object: their writes were cut off before they were answered."
              + " They were set aside in {}.",
          strangers.size(),
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
    Path to = setAside.resolve(file.getFileName());
    for (int n = 1; Files.exists(to); n++) {
      to = setAside.resolve(file.getFileName() + "-" + n);
    }
    Files.move(file, to);
  }

  private static long greatest(Set<Long> ids) {
    return ids.stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Of a file that this class has put there; else 0. */
  private static long id(String group, String name) {
    try {
      long id = Long.parseLong(name, 16);
      return name.equals(Long.toHexString(id)) && group.equals(group(id)) ? id : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String group(long id) {
    return Long.toHexString(id >> FILES_IN_A_DIRECTORY_BITS);
  }

  private Path path(long body) {
    return root.resolve(group(body)).resolve(Long.toHexString(body));
  }
}
