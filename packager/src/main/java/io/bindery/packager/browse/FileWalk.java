package io.bindery.packager.browse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Goes through the files of an index in order. Not safe for use by several threads. */
public final class FileWalk {
  private final IndexCursor cursor;
  private final KeyPath path;

  FileWalk(IndexCursor cursor, KeyPath path) {
    this.cursor = cursor;
    this.path = path;
  }

  /** Moves on to a file, if it does not stand at one; false behind the last. */
  boolean settle() throws IOException {
    boolean any = cursor.to(cursor.at());
    while (any && !cursor.isFile()) {
      ManifestIndex.follow(cursor, path);
      any = cursor.next();
    }
    if (any) {
      ManifestIndex.follow(cursor, path);
    }
    return any;
  }

  /** The file here, or the first behind; none after the last. */
  public Optional<Listed.File> current() throws IOException {
    return settle() ? Optional.of(file()) : Optional.empty();
  }

  /** The file at which it settled. */
  Listed.File file() {
    return cursor.file(new String(path.bytes(), 0, path.length(), StandardCharsets.UTF_8));
  }

  /** The order of the files at which two walks settled. */
  static int compare(FileWalk a, FileWalk b) {
    return KeyOrder.compare(a.path.bytes(), 0, a.path.length(), b.path.bytes(), 0, b.path.length());
  }

  static boolean sameContent(FileWalk a, FileWalk b) {
    return IndexCursor.sameContent(a.cursor, b.cursor);
  }

  static boolean sameMetadata(FileWalk a, FileWalk b) {
    return IndexCursor.sameMetadata(a.cursor, b.cursor);
  }

  /** Where it stands, for another walk that goes on there. */
  public long place() {
    return cursor.at();
  }

  /** Moves behind the file here. */
  public void advance() throws IOException {
    cursor.next();
  }
}
