package io.bindery.service.cli;

import io.bindery.service.access.Role;
import io.bindery.service.access.Secrets;
import io.bindery.service.access.Token;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tokens of the HTTP API. */
@Command(
    name = "token",
    description = "Make tokens for the HTTP API.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = TokenCommand.Make.class,
    footer = {"", "Example:", "  bindery token make --role operator --name ci"})
final class TokenCommand extends CommandGroup {
  /** A new one. */
  @Command(
      name = "make",
      description =
          "Make a token, and the line by which the service knows it: an entry of"
              + " bindery.http.tokens, or a line of the file bindery.http.tokens-file. Nothing is"
              + " kept: this is the only time that the token is shown.")
  static final class Make implements Callable<Integer> {
    private static final int MOST_DAYS = 36_500;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "What it may do: ${COMPLETION-CANDIDATES}.")
    private Role role;

    @Option(
        names = "--name",
        paramLabel = "NAME",
        required = true,
        description = "Whose it is, of letters, digits and ._@+-: what the audit trail will say.")
    private String name;

    @Option(
        names = "--days",
        paramLabel = "N",
        description = "For how many days it may be used (default: until its line is taken away).")
    private Integer days;

    @Mixin private JsonOption json;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      if (!Token.isName(name)) {
        throw new CommandException(
            ExitCode.USAGE, "--name has 1 to 100 letters, digits and ._@+-, and no blank.");
      }
      if (days != null && (days < 1 || days > MOST_DAYS)) {
        throw new CommandException(
            ExitCode.USAGE, "--days is a whole number from 1 to %,d.".formatted(MOST_DAYS));
      }
      var secret = Token.PREFIX + Secrets.make();
      var until =
          Optional.ofNullable(days)
              .map(
                  count ->
                      LocalDate.now(ZoneOffset.UTC)
                          .plusDays(count)
                          .atStartOfDay(ZoneOffset.UTC)
                          .toInstant());
      var line = new Token(name, role, Secrets.hash(secret), until).line();
      var out = spec.commandLine().getOut();
      if (json.isGiven()) {
        return JsonText.print(out, JsonText.of(Map.of("token", secret, "line", line)));
      }
      out.printf("token  %s%n", secret);
      out.printf("line   %s%n", line);
      return ExitCode.OK;
    }
  }
}
