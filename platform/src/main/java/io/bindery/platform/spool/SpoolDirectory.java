package io.bindery.platform.spool;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.settings.SettingsException;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the spool for one process. A directory that is set is locked before what a killed process
 * left there is deleted: a living one would lose its files.
 */
public final class SpoolDirectory {
  private static final Logger log = LoggerFactory.getLogger(SpoolDirectory.class);
  private static final String LOCK = "lock";

  private SpoolDirectory() {}

  /**
   * Opens it.
   *
   * @param setting full path of the setting that names it
   * @param directory nothing for a new temporary one, which is removed at the end
   * @param limit what all files together may have, in bytes
   * @throws SettingsException if it cannot be used
   */
  public static Spool open(
      ActorSystem<?> system, String setting, Optional<Path> directory, long limit) {
    try {
      if (directory.isEmpty()) {
        return temporary(system, limit);
      }
      var path = directory.get().toAbsolutePath();
      Files.createDirectories(path);
      lock(system, setting, path);
      var spool = Spool.open(path, limit);
      spool.deleteLeftovers();
      return spool;
    } catch (SpoolException e) {
      throw unusable(setting, directory, e.getMessage());
    } catch (IOException e) {
      throw unusable(setting, directory, Causes.text(e));
    }
  }

  private static Spool temporary(ActorSystem<?> system, long limit) throws IOException {
    var spool = Spool.open(Files.createTempDirectory("bindery-spool-"), limit);
    atTheEnd(
        system,
        () -> {
          spool.deleteLeftovers();
          Files.deleteIfExists(spool.directory());
        });
    return spool;
  }

  private static void lock(ActorSystem<?> system, String setting, Path directory)
      throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      locked = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw SettingsException.conflict(
          setting,
          directory.toString(),
          "another process uses this directory; give each a directory of its own.");
    }
    atTheEnd(system, channel::close);
  }

  private interface Ending {
    void run() throws IOException;
  }

  private static void atTheEnd(ActorSystem<?> system, Ending ending) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseActorSystemTerminate(),
            "leave-spool",
            () -> {
              try {
                ending.run();
              } catch (IOException e) {
                log.warn("the spool directory is not left in order: {}", Causes.text(e));
              }
              return CompletableFuture.completedFuture(Done.done());
            });
  }

  private static SettingsException unusable(
      String setting, Optional<Path> directory, String reason) {
    return SettingsException.conflict(
        setting, directory.map(Path::toString).orElse("\"\""), reason + ".");
  }
}
