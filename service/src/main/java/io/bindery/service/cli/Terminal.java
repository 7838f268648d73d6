package io.bindery.service.cli;

import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What commands print to. Keys, messages and names come from uploaders; nothing of them can move
 * the cursor or hide. {@link #println(String)} prints one line, whatever is in the text, and so do
 * the arguments of {@link #printf}; only {@link #print(String)} takes a text of several lines.
 */
final class Terminal extends PrintWriter {
  private static final String CLEAR_LINE = "\r\033[K";

  private final Writer under;

  private Terminal(PrintWriter out) {
    super(out, true);
    this.under = out;
  }

  /** The same writer, if it is one already. */
  static PrintWriter of(PrintWriter out) {
    return out instanceof Terminal ? out : new Terminal(out);
  }

  /** Runs a command whose output goes through this. Help is ours, and may have colours. */
  static int run(ParseResult parsed) {
    var help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    for (var command : parsed.asCommandLineList()) {
      command.setOut(of(command.getOut()));
      command.setErr(of(command.getErr()));
    }
    try {
      return new CommandLine.RunLast().execute(parsed);
    } finally {
      for (var command : parsed.asCommandLineList()) {
        command.getOut().flush();
        command.getErr().flush();
      }
    }
  }

  /** Empties the line that the cursor is in, so that it is written over. */
  static void clearLine(PrintWriter out) {
    if (out instanceof Terminal terminal) {
      terminal.raw(CLEAR_LINE);
    } else {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  /** Begins with an empty screen. */
  static void clear(PrintWriter out) {
    if (out instanceof Terminal terminal) {
      terminal.raw("\033[H\033[J");
    }
  }

  /**
   * Draws lines over those that were drawn before, in one write: nothing flickers, for nothing is
   * emptied first.
   */
  static void redraw(PrintWriter out, List<String> lines) {
    if (out instanceof Terminal terminal) {
      var text = new StringBuilder("\033[H");
      lines.forEach(line -> text.append(SafeText.line(line)).append("\033[K\r\n"));
      terminal.raw(text.append("\033[J").toString());
    } else {
      lines.forEach(out::println);
    }
  }

  private void raw(String text) {
    synchronized (lock) {
      super.write(text, 0, text.length());
      flush();
    }
  }

  @Override
  public void println(String line) {
    super.println(SafeText.line(String.valueOf(line)));
  }

  @Override
  public PrintWriter format(String format, Object... arguments) {
    return super.format(
        format, Arrays.stream(arguments).map(Terminal::argument).toArray(Object[]::new));
  }

  @Override
  public PrintWriter printf(String format, Object... arguments) {
    return format(format, arguments);
  }

  private static Object argument(Object argument) {
    return argument == null
            || argument instanceof Number
            || argument instanceof Boolean
            || argument instanceof Character
        ? argument
        : SafeText.line(argument.toString());
  }

  @Override
  public void write(String text, int from, int length) {
    var safe = SafeText.lines(text.substring(from, from + length));
    super.write(safe, 0, safe.length());
  }

  @Override
  public void write(char[] text, int from, int length) {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(int c) {
    write(Character.toString((char) c), 0, 1);
  }

  @Override
  public String toString() {
    return under.toString();
  }
}
