package io.bindery.service.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST;

import io.bindery.platform.net.NameLookups;
import io.bindery.service.logging.FirstLog;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code bindery}. */
@Command(
    name = "bindery",
    description =
        "Groups S3 uploads into batches, announces them, and binds them into verifiable data"
            + " packages.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all of it is done and true",
      "1:the work failed, what was checked is not so, or what was named is not there",
      "2:the command line is wrong",
      "3:a setting is wrong",
      "4:something needed is not there: a database, a port, a directory, a bucket",
      "130:ended by Ctrl-C (SIGINT)",
      "143:ended by SIGTERM"
    })
public final class Bindery implements Runnable {
  static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Bindery() {}

  public static void main(String[] arguments) {
    NameLookups.follow();
    useFewThreads(Runtime.getRuntime().availableProcessors());
    var watched = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(
        new PrintStream(new BufferedOutputStream(watched), true, Charset.defaultCharset()));
    int code = run(arguments);
    System.out.flush();
    System.exit(watched.code(code, System.err));
  }

  /**
   * Runs a command; whatever it wrote has left the process when this returns. No command makes a
   * writer of its own. Libraries say errors only, on the standard error, unless a command logs:
   * left alone, Logback writes all that they say to the standard output, among the answers.
   */
  static int run(String... arguments) {
    FirstLog.errorsOnly();
    var out = writer(System.out);
    var err = writer(System.err);
    try {
      return commandLine(arguments).setOut(out).setErr(err).execute(arguments);
    } finally {
      out.flush();
      err.flush();
    }
  }

  /** For bytes that are no text, and go to a file or a pipe. It fails where that takes no more. */
  static OutputStream bytesOut() {
    var standard = System.out;
    return new FilterOutputStream(standard) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        if (standard.checkError()) {
          throw new IOException("The standard output takes no more.");
        }
      }
    };
  }

  /** In the charset of the stream, which on a terminal is the terminal's. */
  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()), true);
  }

  /**
   * With two processors or less {@link java.util.concurrent.CompletableFuture} starts a thread for
   * each asynchronous step, and every answer of Akka's Java API is one: that costs more than all
   * the rest of recording an object event. A common pool of two threads is used instead. Only heard
   * before the pool is first used.
   */
  static void useFewThreads(int processors) {
    if (processors <= 2 && System.getProperty(PARALLELISM) == null) {
      System.setProperty(PARALLELISM, "2");
    }
  }

  /** The command line with all its commands. */
  public static CommandLine commandLine() {
    return commandLine(new String[0]);
  }

  /** The command line as some arguments need it: with one command, if they name one of ours. */
  private static CommandLine commandLine(String... arguments) {
    var bindery = new Bindery();
    var commandLine = new CommandLine(bindery);
    Commands.asked(arguments)
        .ifPresentOrElse(commandLine::addSubcommand, () -> addAll(commandLine));
    commandLine.getHelpSectionMap().put(SECTION_KEY_COMMAND_LIST, HelpGroups::render);
    return commandLine
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(Terminal::run)
        .setExecutionExceptionHandler(
            (failure, command, parsed) ->
                FailureMessages.tell(failure, command.getErr(), bindery.debug))
        .setParameterExceptionHandler(FailureMessages::tellUsage);
  }

  private static void addAll(CommandLine commandLine) {
    Commands.NAMES.forEach(name -> commandLine.addSubcommand(Commands.named(name).orElseThrow()));
    ServiceLoader.load(CommandModule.class)
        .forEach(module -> module.commands().forEach(commandLine::addSubcommand));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command to run.");
  }
}
