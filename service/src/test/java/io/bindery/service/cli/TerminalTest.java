package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

class TerminalTest {
  private static final String KEY = "a\nb\u001b[2Jc\u202ed\u200b😀";
  private static final String SHOWN = "a\\nb\\u001b[2Jc\\u202ed\\u200b😀";

  private final StringWriter out = new StringWriter();

  private PrintWriter terminal() {
    return Terminal.of(new PrintWriter(out));
  }

  @Test
  void aLineIsALine() {
    terminal().println(KEY);
    assertThat(out).hasToString(SHOWN + System.lineSeparator());
  }

  @Test
  void anArgumentStaysInItsLine() {
    terminal().printf("%-4s|%5d|%s%n", "x", 7, (Object) KEY).flush();
    assertThat(out).hasToString("x   |    7|" + SHOWN + System.lineSeparator());
  }

  @Test
  void severalLinesAreOnlyPrintedAsSuch() {
    var terminal = terminal();
    terminal.print("one\ntwo\u001b\u202e\n");
    terminal.append('x').append("y\u0007").flush();
    assertThat(out).hasToString("one\ntwo\\u001b\\u202e\nxy\\u0007");
  }

  @Test
  void theLineOfAProgressIsEmptied() {
    Terminal.clearLine(terminal());
    assertThat(out).hasToString("\r\u001b[K");
  }

  @Command(name = "show")
  static final class Show implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      spec.commandLine().getOut().print(KEY);
      throw new CommandException(ExitCode.FAILED, "broken " + KEY);
    }
  }

  @Test
  void everyCommandPrintsThroughIt() {
    var errors = new StringWriter();
    var command = Bindery.commandLine();
    command.addSubcommand(new CommandLine(new Show()));
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(errors));
    command.setExecutionStrategy(command.getExecutionStrategy());
    command.setExecutionExceptionHandler(command.getExecutionExceptionHandler());
    assertThat(command.execute("show")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).isEqualTo("a\nb\\u001b[2Jc\\u202ed\\u200b😀");
    assertThat(errors.toString())
        .startsWith("bindery: broken a")
        .doesNotContain("\u001b", "\u202e");
  }

  @Test
  void helpIsAsItWas() {
    var command = Bindery.commandLine();
    command.setOut(new PrintWriter(out));
    assertThat(command.execute("--help")).isEqualTo(0);
    assertThat(out.toString()).contains("Usage:").contains(System.lineSeparator());
  }
}
