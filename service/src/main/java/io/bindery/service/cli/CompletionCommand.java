package io.bindery.service.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what lets a shell complete commands and options. */
@Command(
    name = "completion",
    description = "Print what lets bash, zsh or fish complete commands and options.",
    footer = {
      "",
      "Example:",
      "  bindery completion bash > ~/.local/share/bash-completion/completions/bindery",
      "  bindery completion zsh > ~/.bindery-completion && echo 'source ~/.bindery-completion' >>"
          + " ~/.zshrc",
      "  bindery completion fish > ~/.config/fish/completions/bindery.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  /** Which shell. */
  enum Shell {
    BASH,
    ZSH,
    FISH
  }

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var bindery = spec.root().commandLine();
    var script =
        switch (shell) {
          case BASH -> AutoComplete.bash("bindery", bindery);
          case ZSH ->
              "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                  + AutoComplete.bash("bindery", bindery);
          case FISH -> fish(bindery);
        };
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static String fish(CommandLine bindery) {
    var text = new StringBuilder("# Completion of bindery for fish.\ncomplete -c bindery -f\n");
    bindery
        .getSubcommands()
        .forEach(
            (name, command) -> {
              complete(text, "__fish_use_subcommand")
                  .append("-a ")
                  .append(name)
                  .append(description(command.getCommandSpec()))
                  .append('\n');
              command(text, "__fish_seen_subcommand_from " + name, command);
            });
    return text.toString();
  }

  private static void command(StringBuilder text, String condition, CommandLine command) {
    command
        .getSubcommands()
        .forEach(
            (name, inner) -> {
              complete(text, condition)
                  .append("-a ")
                  .append(name)
                  .append(description(inner.getCommandSpec()))
                  .append('\n');
              command(text, condition + "; and __fish_seen_subcommand_from " + name, inner);
            });
    for (var option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        option(text, condition, option);
      }
    }
  }

  private static void option(StringBuilder text, String condition, OptionSpec option) {
    complete(text, condition);
    for (var name : option.names()) {
      text.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.substring(1))
          .append(' ');
    }
    if (option.arity().max() > 0) {
      text.append("-r ");
    }
    text.append("-d ").append(quoted(first(option.description()))).append('\n');
  }

  private static StringBuilder complete(StringBuilder text, String condition) {
    return text.append("complete -c bindery -n ").append(quoted(condition)).append(' ');
  }

  private static String description(CommandSpec command) {
    return " -d " + quoted(first(command.usageMessage().description()));
  }

  /** The first sentence: a menu has one line for it. */
  private static String first(String[] description) {
    var text = String.join(" ", description).replace("%n", " ").replaceAll("\\$\\{[^}]*}", "…");
    int end = text.indexOf(". ");
    return end < 0 ? text : text.substring(0, end + 1);
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
