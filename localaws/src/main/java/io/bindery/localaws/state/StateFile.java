package io.bindery.localaws.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One JSON file that holds one value. A reader sees the old value or the new one, never a part,
 * also after a kill or a power cut in the middle of a write.
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

  /**
   * The kept value, or {@code initial} if there is none yet. A file that holds no such value is set
   * aside, and said: the start goes on without what it held.
   */
  public T load(T initial) {
    if (!Files.exists(path)) {
      return initial;
    }
    try {
      byte[] bytes = Files.readAllBytes(path);
      String why;
      try {
        T value = JSON.readValue(bytes, type);
        if (value != null) {
          return value;
        }
        why = "it holds null";
      } catch (JsonProcessingException e) {
        why = e.getOriginalMessage();
      }
      SetAside.file(path, why);
      return initial;
    } catch (IOException e) {
      throw new LocalAwsException("The state file " + path + " cannot be read: " + e, e);
    }
  }

  /** Keeps {@code value}; when this returns, it survives a kill and a power cut. */
  public synchronized void save(T value) {
    try {
      byte[] bytes = JSON.writeValueAsBytes(value);
      DurableFile.replace(path, out -> out.write(bytes));
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
