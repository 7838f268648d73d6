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
  /** SIGINT is Postgres' fast shutdown. Ctrl-C goes to the whole group, and is not for this one. */
  private static final String SCRIPT =
      "trap '' INT TERM HUP; read -r line; [ -n \"$line\" ] && exit;"
          + " read -r pid <\"$1/postmaster.pid\" && kill -INT \"$pid\"";

  private final Process shell;

  private Guard(Process shell) {
    this.shell = shell;
  }

  static Guard start(Path cluster) throws IOException {
    return new Guard(
        new ProcessBuilder("sh", "-c", SCRIPT, "postgres-guard", cluster.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
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
