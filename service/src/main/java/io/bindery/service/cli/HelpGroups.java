package io.bindery.service.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;

/** The commands of {@code bindery --help} by what they are for, those for a newcomer first. */
final class HelpGroups {
  private static final Map<String, List<String>> GROUPS = groups();

  /** Where a command is that no group names. */
  private static final String LAST = "Operate";

  private HelpGroups() {}

  private static Map<String, List<String>> groups() {
    var groups = new LinkedHashMap<String, List<String>>();
    groups.put("Run it", List.of("demo", "up", "check", "serve", "status", "open", "completion"));
    groups.put(
        "Packages",
        List.of(
            "packages",
            "ls",
            "cat",
            "get",
            "package",
            "trace",
            "jobs",
            "log",
            "diff",
            "verify",
            "export",
            "quarantine",
            "suggestions",
            "retry",
            "promote",
            "rollback",
            "delete-revision",
            "top-hash"));
    groups.put("AWS Data Exchange", List.of("publish", "publications", "publication"));
    groups.put(
        "Batches",
        List.of(
            "batches",
            "explain",
            "flush",
            "pause",
            "resume",
            "discard",
            "timers",
            "policy",
            "dry-run",
            "preset",
            "reconcile",
            "source"));
    groups.put(LAST, List.of("audit", "canary", "dlq", "orphans", "shadow-diff", "token"));
    return groups;
  }

  /** The group that a command is shown in. */
  static String of(String command) {
    return GROUPS.entrySet().stream()
        .filter(group -> group.getValue().contains(command))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(LAST);
  }

  /** The list of commands as it stands in the help; a command of commands has them in one list. */
  static String render(Help help) {
    var commands = new LinkedHashMap<String, Help>(help.subcommands());
    if (!help.commandSpec().name().equals("bindery")) {
      return help.commandList();
    }
    var rest = new ArrayList<>(commands.keySet());
    GROUPS.values().forEach(rest::removeAll);
    var text = new StringBuilder();
    GROUPS.forEach(
        (group, names) -> {
          var members = new LinkedHashMap<String, Help>();
          names.stream()
              .filter(commands::containsKey)
              .forEach(name -> members.put(name, commands.get(name)));
          if (group.equals(LAST)) {
            rest.forEach(name -> members.put(name, commands.get(name)));
          }
          text.append("%n%s:%n".formatted(group)).append(help.commandList(members));
        });
    return text.toString();
  }
}
