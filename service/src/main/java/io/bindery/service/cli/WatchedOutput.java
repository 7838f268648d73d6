package io.bindery.service.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;

/**
 * The standard output, of which it is known why it took no more: a print stream swallows that, and
 * a command whose answer did not fit on the disk would end as if it had been written.
 */
final class WatchedOutput extends FilterOutputStream {
  private volatile IOException failure;

  WatchedOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      if (failure == null) {
        failure = e;
      }
      throw e;
    }
  }

  /**
   * With which code the process ends. Whoever reads a pipe may have enough, as {@code head} has:
   * that is no failure.
   */
  int code(int code, PrintStream err) {
    if (failure == null || readerHasGone()) {
      return code;
    }
    err.println(
        "bindery: The standard output cannot be written ("
            + failure.getMessage()
            + "): what was printed is not whole.");
    return code == ExitCode.OK ? ExitCode.FAILED : code;
  }

  private boolean readerHasGone() {
    return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
  }
}
