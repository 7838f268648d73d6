package io.bindery.localaws.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * One JSON file that holds one value. A reader sees the old value or the new one, never a part,
 * also after a kill in the middle of a write.
 *
 * @param <T> the value, a record that Jackson can read and write
 */
public final class StateFile<T> {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;
  private final Class<T> type;

  public StateFile(Path path, Class<T> type) {
    this.path = path;
    this.type = type;
  }

  /** The kept value, or {@code initial} if there is none yet. */
  public T load(T initial) {
    if (!Files.exists(path)) {
      return initial;
    }
    try {
      return JSON.readValue(Files.readAllBytes(path), type);
    } catch (JsonProcessingException e) {
      throw new LocalAwsException(
          "The state file "
              + path
              + " cannot be read ("
              + e.getOriginalMessage()
              + "): mend it, or delete it to start without what it held.",
          e);
    } catch (IOException e) {
      throw new LocalAwsException("The state file " + path + " cannot be read: " + e, e);
    }
  }

  /** Keeps {@code value}; when this returns, it survives a kill. */
  public synchronized void save(T value) {
    Path next = path.resolveSibling(path.getFileName() + ".next");
    try {
      byte[] bytes = JSON.writeValueAsBytes(value);
      try (FileChannel channel =
          FileChannel.open(
              next,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new LocalAwsException(
          "The state file "
              + path
              + " cannot be written ("
              + e
              + "): free some disk space, or make the directory writable.",
          e);
    }
  }
}
