package io.bindery.laptop;

import io.bindery.localaws.state.DurableFile;
import io.bindery.localaws.state.EarlierLayout;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The data directory: {@code aws/} and {@code postgres/} hold the state of the embedded parts,
 * {@code spool/} what is being packaged, {@code nodes/} what a cluster's nodes keep, {@code
 * bindery.log} the log, {@code api.json} where the HTTP API is. A file {@code layout} holds the
 * version of this arrangement, so that an older Bindery does not spoil a newer one's data.
 */
record DataLayout(Path root) {
  /** 2: objects and queues lie as the local AWS of this build keeps them. */
  private static final int VERSION = 2;

  /** Objects, messages and secrets of this user lie here. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /**
   * Opens the directory, or makes it.
   *
   * @throws CommandException if it cannot be written or was made by a newer version
   */
  static DataLayout open(Path root) {
    var layout = new DataLayout(root.toAbsolutePath().normalize());
    try {
      if (!Files.isDirectory(layout.root)) {
        Files.createDirectories(layout.root, OWNER_ONLY);
      }
      if (!Files.isWritable(layout.root)) {
        throw layout.unusable("it is not writable", null);
      }
      layout.checkVersion();
    } catch (IOException e) {
      throw layout.unusable(reason(e), e);
    }
    return layout;
  }

  /** Without the names of Java's classes. */
  private static String reason(IOException e) {
    if (e instanceof FileAlreadyExistsException) {
      return "there is a file in its place";
    }
    if (e instanceof AccessDeniedException) {
      return "it, or a directory above it, is not yours to write";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return "it cannot be made or written (" + file.getReason() + ")";
    }
    return "it cannot be made or written";
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

  /** Says where the HTTP API of what runs here listens; it is there for as long as that runs. */
  Path api() {
    return root.resolve("api.json");
  }

  Path log() {
    return root.resolve("bindery.log");
  }

  private void checkVersion() throws IOException {
    var file = root.resolve("layout");
    var text = Files.exists(file) ? Files.readString(file).strip() : "";
    if (text.isEmpty()) {
      // A start that was cut off, or found the disk full, may have left it empty.
      writeVersion(file);
      return;
    }
    if (!text.matches("\\d{1,9}")) {
      throw unusable("its file 'layout' holds '" + text + "' where a version number belongs", null);
    }
    if (Integer.parseInt(text) > VERSION) {
      throw unusable(
          "it has layout version %s, made by a newer Bindery; this one knows up to %d"
              .formatted(text, VERSION),
          null);
    }
    // One that the local AWS will refuse stays as it is for the build that made it.
    if (Integer.parseInt(text) < VERSION && !EarlierLayout.isIn(aws())) {
      writeVersion(file);
    }
  }

  private static void writeVersion(Path file) throws IOException {
    var text = VERSION + "\n";
    DurableFile.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private CommandException unusable(String reason, Exception cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "Data directory %s cannot be used: %s. Choose another one with --data."
            .formatted(root, reason),
        cause);
  }
}
