package io.bindery.packager.browse;

import io.bindery.quilt.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The entries of one manifest, so that each folder, file and page is found with a few reads. Memory
 * is 8 bytes for each {@value IndexFormat#BETWEEN_MARKS} of the file. May be used by several
 * threads; they must end before it is closed.
 */
public final class ManifestIndex implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final long size;
  private final long[] marks;
  private final IndexRoom.Share room;
  private final JsonObject header;
  private final long manifestBytes;

  ManifestIndex(
      Path file,
      FileChannel channel,
      long[] marks,
      IndexRoom.Share room,
      JsonObject header,
      long manifestBytes)
      throws IOException {
    this.file = file;
    this.channel = channel;
    this.size = channel.size();
    this.marks = marks;
    this.room = room;
    this.header = header;
    this.manifestBytes = manifestBytes;
  }

  /**
   * A part of what is in a folder.
   *
   * @param next where the part behind it begins; nothing at the end
   */
  public record Part(Listed.Folder folder, List<Listed> items, OptionalLong next) {}

  /** The first line of the manifest. */
  public JsonObject header() {
    return header;
  }

  /** The size of the manifest. */
  public long manifestBytes() {
    return manifestBytes;
  }

  /** All of the package. */
  public Listed.Folder root() throws IOException {
    var cursor = cursor();
    cursor.to(0);
    return cursor.folder("");
  }

  /**
   * What is in a folder, in the order of the manifest.
   *
   * @param path with or without a slash at its end; empty: the root
   * @param from what the part before gave as next
   * @param limit how many items at most, at least 1
   * @return nothing if there is no such folder, or {@code from} is no place in it
   */
  public Optional<Part> list(String path, OptionalLong from, int limit) throws IOException {
    var folder = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    var cursor = cursor();
    if (path.isEmpty()) {
      cursor.to(0);
    } else if (!find(cursor, folder, IndexFormat.FOLDER)) {
      return Optional.empty();
    }
    var prefix = path.isEmpty() ? "" : folder + "/";
    var described = cursor.folder(prefix);
    long end = cursor.folderEnd();
    long first = cursor.at();
    int depth = cursor.depth() + 1;
    cursor.next();
    if (from.isPresent()) {
      boolean inside = from.getAsLong() > first && from.getAsLong() < end;
      if (!inside || placed(from.getAsLong()).isEmpty()) {
        return Optional.empty();
      }
      cursor.to(from.getAsLong());
      if (cursor.depth() != depth) {
        return Optional.empty();
      }
    }
    var items = new ArrayList<Listed>();
    while (cursor.at() < end && items.size() < limit) {
      if (cursor.isFolder()) {
        items.add(cursor.folder(prefix + cursor.name() + "/"));
      } else if (cursor.isFile()) {
        items.add(cursor.file(prefix + cursor.name()));
      }
      cursor.to(cursor.behind());
    }
    return Optional.of(
        new Part(
            described,
            items,
            cursor.at() < end ? OptionalLong.of(cursor.at()) : OptionalLong.empty()));
  }

  /** The file with this path. */
  public Optional<Listed.File> file(String path) throws IOException {
    var cursor = cursor();
    return find(cursor, path, IndexFormat.FILE) ? Optional.of(cursor.file(path)) : Optional.empty();
  }

  /** All files in order, from the first on. */
  public FileWalk walk() throws IOException {
    var cursor = cursor();
    cursor.to(0);
    return new FileWalk(cursor, new KeyPath());
  }

  /**
   * All files in order, from a place on that a walk gave.
   *
   * @return nothing if it is no such place
   */
  public Optional<FileWalk> walk(long from) throws IOException {
    if (from == size) {
      var cursor = cursor();
      cursor.to(size);
      return Optional.of(new FileWalk(cursor, new KeyPath()));
    }
    return placed(from);
  }

  /**
   * The files of a folder, and behind them those that come after it.
   *
   * @param path with a slash at its end; empty: the root
   * @return nothing if there is no such folder
   */
  Optional<FileWalk> walkFolder(String path) throws IOException {
    if (path.isEmpty()) {
      return Optional.of(walk());
    }
    var cursor = cursor();
    return find(cursor, path.substring(0, path.length() - 1), IndexFormat.FOLDER)
        ? placed(cursor.at())
        : Optional.empty();
  }

  /** A walk from a record on; nothing if no record begins there. */
  private Optional<FileWalk> placed(long from) throws IOException {
    if (from < 0 || from >= size) {
      return Optional.empty();
    }
    var cursor = cursor();
    var path = new KeyPath();
    boolean any = cursor.to(markBefore(from));
    while (any && cursor.at() < from) {
      follow(cursor, path);
      any = cursor.next();
    }
    return any && cursor.at() == from ? Optional.of(new FileWalk(cursor, path)) : Optional.empty();
  }

  /** The last mark up to a place, or the beginning. */
  private long markBefore(long place) {
    int low = 0;
    int high = marks.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (marks[middle] <= place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? 0 : marks[low - 1];
  }

  /** Lets a path be that of the folder in which the next record is, or of the record itself. */
  static void follow(IndexCursor cursor, KeyPath path) {
    if (cursor.isMark()) {
      path.set(cursor.bytes(), cursor.nameStart(), cursor.nameLength());
    } else if (cursor.depth() != IndexFormat.ROOT) {
      path.cut(cursor.depth());
      path.add(cursor.bytes(), cursor.nameStart(), cursor.nameLength());
    }
  }

  /** Moves to the record of a key, if there is one. */
  private boolean find(IndexCursor cursor, String key, byte kind) throws IOException {
    byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
    int low = 0;
    int high = marks.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      cursor.to(marks[middle]);
      if (compareMark(cursor, wanted) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    var path = new KeyPath();
    boolean any = cursor.to(low == 0 ? 0 : marks[low - 1]);
    for (; any; any = cursor.next()) {
      if (cursor.isMark()) {
        path.set(cursor.bytes(), cursor.nameStart(), cursor.nameLength());
        continue;
      }
      if (cursor.depth() == IndexFormat.ROOT) {
        continue;
      }
      follow(cursor, path);
      int order = KeyOrder.compare(path.bytes(), 0, path.length(), wanted, 0, wanted.length);
      if (order == 0 && (kind == IndexFormat.FILE) == cursor.isFile()) {
        return true;
      }
      if (order > 0) {
        return false;
      }
    }
    return false;
  }

  private static int compareMark(IndexCursor cursor, byte[] wanted) {
    int start = cursor.nameStart();
    return KeyOrder.compare(
        cursor.bytes(), start, start + cursor.nameLength(), wanted, 0, wanted.length);
  }

  private IndexCursor cursor() {
    return new IndexCursor(channel, size);
  }

  @Override
  public void close() throws IOException {
    room.free();
    channel.close();
    Files.deleteIfExists(file);
  }
}
