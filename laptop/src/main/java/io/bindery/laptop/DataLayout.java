package io.bindery.laptop;

import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The data directory: {@code aws/} and {@code postgres/} hold the state of the embedded parts,
 * {@code spool/} what is being packaged, {@code nodes/} what a cluster's nodes keep, {@code
 * bindery.log} the log. A file {@code layout} holds the version of this arrangement, so that an
 * older Bindery does not spoil a newer one's data.
 */
record DataLayout(Path root) {
  private static final int VERSION = 1;

  /**
   * Opens the directory, or makes it.
   *
   * @throws CommandException if it cannot be written or was made by a newer version
   */
  static DataLayout open(Path root) {
    var layout = new DataLayout(root.toAbsolutePath().normalize());
    try {
      Files.createDirectories(layout.root);
      if (!Files.isWritable(layout.root)) {
        throw layout.unusable("it is not writable", null);
      }
      layout.checkVersion();
    } catch (IOException e) {
      throw layout.unusable("it cannot be made or written (%s)".formatted(e), e);
    }
    return layout;
  }

  Path aws() {
    return root.resolve("aws");
  }

  Path postgres() {
    return root.resolve("postgres");
  }

  Path spool() {
    return root.resolve("spool");
  }

  Path log() {
    return root.resolve("bindery.log");
  }

  private void checkVersion() throws IOException {
    var file = root.resolve("layout");
    if (!Files.exists(file)) {
      Files.writeString(file, VERSION + "\n");
      return;
    }
    var text = Files.readString(file).strip();
    if (!text.matches("\\d{1,9}")) {
      throw unusable("its file 'layout' holds '" + text + "' where a version number belongs", null);
    }
    if (Integer.parseInt(text) > VERSION) {
      throw unusable(
          "it has layout version %s, made by a newer Bindery; this one knows up to %d"
              .formatted(text, VERSION),
          null);
    }
  }

  private CommandException unusable(String reason, Exception cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "Data directory %s cannot be used: %s. Choose another one with --data."
            .formatted(root, reason),
        cause);
  }
}
