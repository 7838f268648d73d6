package io.bindery.localaws.postgres;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Ends the server when this JVM was killed: a shell that waits for the end of its standard input,
 * and then shuts the server down. A line of input says that there is nothing to do.
 */
final class Guard implements AutoCloseable {
  /**
   * SIGINT is Postgres' fast shutdown. Ctrl-C goes to the whole group, and is not for this one. The
   * number in a file that was left behind may be another program's by now: it is signalled only if
   * its command line is that of the server of this cluster.
   */
  static final String SCRIPT =
      """
      trap '' INT TERM HUP
      read -r line
      [ -n "$line" ] && exit
      read -r pid <"$1/postmaster.pid" || exit
      case $pid in '' | *[!0-9]*) exit ;; esac
      if [ -r "/proc/$pid/cmdline" ]; then
        command=$(tr '\\000' ' ' <"/proc/$pid/cmdline")
      else
        command=$(ps -ww -o args= -p "$pid")
      fi
      case "$command " in *"$2"*) kill -INT "$pid" ;; esac
      """;

  private final Process shell;

  private Guard(Process shell) {
    this.shell = shell;
  }

  static Guard start(Path cluster) throws IOException {
    return new Guard(
        new ProcessBuilder("sh", "-c", SCRIPT, "postgres-guard", cluster.toString(), mark(cluster))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** What only the command line of this cluster's server holds. */
  static String mark(Path cluster) {
    return "/bin/postgres -D " + cluster + " ";
  }

  @Override
  public void close() {
    try (var input = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8)) {
      input.write("stopped\n");
    } catch (IOException e) {
      // It has ended already, and so has its task.
    }
  }
}
