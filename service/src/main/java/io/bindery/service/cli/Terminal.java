package io.bindery.service.cli;

import io.bindery.protocol.text.SafeText;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * What commands print to. Keys, messages and names come from uploaders; nothing of them can move
 * the cursor or hide. {@link #println(String)} prints one line, whatever is in the text, and so do
 * the arguments of {@link #printf}; only {@link #print(String)} takes a text of several lines.
 */
final class Terminal extends PrintWriter {
  private static final String CLEAR_LINE = "\r\033[K";

  /** Set by the launcher if the standard output is a terminal; Java itself cannot tell reliably. */
  private static final String SEEN = "bindery.terminal";

  private static final String COLUMNS = "bindery.terminal.columns";
  private static final String ROWS = "bindery.terminal.rows";

  /** Less is no size that somebody looks at, but a terminal that does not know its own. */
  private static final int LEAST = 5;

  private final Writer under;

  private Terminal(PrintWriter out) {
    super(out, true);
    this.under = out;
  }

  /** Whether the standard output is seen by somebody. */
  static boolean isSeen() {
    return Boolean.getBoolean(SEEN);
  }

  /** How many letters a line of the standard output has; empty if nothing is known. */
  static OptionalInt columns() {
    return size(COLUMNS);
  }

  private static OptionalInt size(String property) {
    int said = Integer.getInteger(property, 0);
    return said < LEAST ? OptionalInt.empty() : OptionalInt.of(said);
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
   * emptied first. What does not fit is cut: a line that goes on in the next one would move all
   * below it, and a line too many would move all above it.
   */
  static void redraw(PrintWriter out, List<String> lines) {
    if (out instanceof Terminal terminal) {
      var text = new StringBuilder("\033[H");
      for (var line : fitting(lines)) {
        var safe = SafeText.line(line);
        text.append(columns().isPresent() ? TextWidth.cut(safe, columns().getAsInt()) : safe)
            .append("\033[K\r\n");
      }
      terminal.raw(text.append("\033[J").toString());
    } else {
      lines.forEach(out::println);
    }
  }

  /** As many as the terminal has rows, without that of the cursor; the last is a sum, and stays. */
  private static List<String> fitting(List<String> lines) {
    int most = size(ROWS).orElse(Integer.MAX_VALUE) - 1;
    if (lines.size() <= most) {
      return lines;
    }
    if (most <= 2) {
      return lines.subList(0, Math.max(0, most));
    }
    var shown = new ArrayList<>(lines.subList(0, most - 2));
    shown.add("... and %,d more lines".formatted(lines.size() - most + 1));
    shown.add(lines.get(lines.size() - 1));
    return shown;
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
