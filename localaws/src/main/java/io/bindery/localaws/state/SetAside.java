package io.bindery.localaws.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what a start cannot read beside the file it was in, and says so. Nothing is deleted. */
public final class SetAside {
  private static final Logger LOG = LoggerFactory.getLogger(SetAside.class);

  private SetAside() {}

  /** Moves a whole file away. */
  public static void file(Path file, String why) throws IOException {
    Path to = free(file);
    Files.move(file, to, StandardCopyOption.ATOMIC_MOVE);
    DurableFile.flushDirectory(file.toAbsolutePath().getParent());
    LOG.warn("The file {} cannot be read ({}). It was set aside as {}.", file, why, to);
  }

  /** Keeps the bytes of a file that were broken. */
  static void bytes(Path file, byte[] broken) throws IOException {
    Path to = free(file);
    DurableFile.replace(to, out -> out.write(broken));
    LOG.warn(
        "{} bytes of {} are not whole: a write was cut off before it was answered. They were set"
            + " aside as {}.",
        broken.length,
        file,
        to);
  }

  private static Path free(Path file) {
    for (int n = 1; ; n++) {
      Path to = file.resolveSibling(file.getFileName() + ".set-aside-" + n);
      if (!Files.exists(to)) {
        return to;
      }
    }
  }
}
