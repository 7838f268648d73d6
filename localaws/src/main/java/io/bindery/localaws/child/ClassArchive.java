package io.bindery.localaws.child;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of JVMs that are started one after the other, and an archive of their classes. The
 * first ones note what they load; of that the JVM makes the archive, and the later ones map it
 * instead of reading, checking and linking each class: about half of what a short command costs.
 *
 * <p>No JVM depends on it: where no archive can be made, all of them start as they always do.
 */
public final class ClassArchive {
  private static final long PATIENCE_MINUTES = 2;

  private enum State {
    NOTING,
    MADE,
    NONE
  }

  private final Path directory;
  private final String classPath;
  private final List<Path> notes = new ArrayList<>();
  private final int noting;
  private State state;

  private ClassArchive(Path directory, String classPath, int noting) {
    this.directory = directory;
    this.classPath = classPath;
    this.noting = noting;
    this.state = noting > 0 ? State.NOTING : State.NONE;
  }

  /**
   * No JVM has started yet.
   *
   * @param directory for what is made; it must stay for as long as JVMs start
   * @param classPath directories in it are packed, for the JVM archives classes of jars only
   * @param noting how many JVMs note what they load; they must have ended before the next one is
   *     started
   */
  public static ClassArchive of(Path directory, String classPath, int noting) throws IOException {
    var jars = new ArrayList<String>();
    for (var entry : classPath.split(File.pathSeparator, -1)) {
      var path = Path.of(entry);
      if (Files.isDirectory(path)) {
        var jar = directory.resolve("classes-%d.jar".formatted(jars.size()));
        pack(path, jar);
        jars.add(jar.toString());
      } else if (Files.exists(path)) {
        jars.add(entry);
      }
    }
    return new ClassArchive(directory, String.join(File.pathSeparator, jars), noting);
  }

  /** The options of the next JVM that starts, class path included. */
  public synchronized List<String> options() throws IOException, InterruptedException {
    if (state == State.NOTING && notes.size() == noting) {
      state = make() ? State.MADE : State.NONE;
    }
    var options = new ArrayList<String>();
    switch (state) {
      case NOTING -> {
        var note = directory.resolve("classes-%d.list".formatted(notes.size()));
        notes.add(note);
        options.add("-XX:DumpLoadedClassList=" + note);
      }
      case MADE -> {
        options.add("-XX:SharedArchiveFile=" + archive());
        // An archive that does not fit is left aside without a word.
        options.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
      }
      case NONE -> {
        // As it always is.
      }
    }
    options.addAll(List.of("-cp", classPath));
    return options;
  }

  private Path archive() {
    return directory.resolve("classes.jsa");
  }

  private boolean make() throws IOException, InterruptedException {
    var all = Files.write(directory.resolve("classes.list"), noted());
    var line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:dump",
            "-XX:SharedClassListFile=" + all,
            "-XX:SharedArchiveFile=" + archive(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            classPath);
    var dump =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("classes.log").toFile())
            .start();
    try {
      return dump.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) && dump.exitValue() == 0;
    } finally {
      dump.destroyForcibly();
    }
  }

  /** Each class once, in the order in which they are loaded: a parent before its children. */
  private Set<String> noted() throws IOException {
    var classes = new LinkedHashSet<String>();
    for (var note : notes) {
      if (Files.exists(note)) {
        var text = Files.readString(note);
        // The last line of a JVM that was killed may be half of one.
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(classes::add);
      }
    }
    return classes;
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(jar)));
        var files = Files.walk(classes)) {
      zip.setLevel(Deflater.BEST_SPEED);
      for (var file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
  }
}
