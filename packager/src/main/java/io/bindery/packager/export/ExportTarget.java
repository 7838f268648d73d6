package io.bindery.packager.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Where tables are written. A file is there whole or not at all, and the state is only replaced as
 * it was seen. Failures are {@link io.bindery.packager.failure.PackagingException}s.
 */
interface ExportTarget extends AutoCloseable {
  /** What an export keeps beside the tables; query engines pass over names like this. */
  String STATE = "_bindery/state.jsonl.gz";

  /**
   * The state.
   *
   * @param version what it must still be when it is replaced
   */
  record Kept(SdkBytes bytes, String version) {}

  /** The names of all files in a folder, such as {@code entry/000001.parquet}. */
  List<String> files(String folder);

  /** Puts a file; one of the name is replaced. */
  void put(Path file, String name);

  /** Deletes a file if it is there. */
  void delete(String name);

  /** The state; nothing if there is none. */
  Optional<Kept> state();

  /**
   * Replaces the state.
   *
   * @param seen the version that was read; absent if there was none
   * @return the new version; nothing if the state is another by now
   */
  Optional<String> keep(byte[] bytes, Optional<String> seen);

  @Override
  void close() throws IOException;
}
