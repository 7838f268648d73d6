package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValueType;
import io.bindery.service.cli.Bindery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Settings, variables, commands and options that documents name are there, by these names. */
class DocumentedNamesTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

  /** Neither a Java package nor a property of the build. */
  private static final Pattern KEY =
      Pattern.compile("(?<![\\w./-])bindery(?!\\.(?:yaml|conf)\\b)((?:\\.[a-z][a-z0-9-]*)+)");

  private static final Pattern PROPERTY = Pattern.compile("-Dbindery\\.([a-z][a-z.-]*[a-z])");
  private static final Pattern VARIABLE = Pattern.compile("\\bBINDERY_[A-Z0-9_]*[A-Z0-9]\\b");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*}");
  private static final Pattern HOCON = Pattern.compile("```hocon\\n(.*?)```", Pattern.DOTALL);

  /** What a reader may copy is between fences, indented, or between backticks. */
  private static final Pattern FENCED = Pattern.compile("(?s)```[a-z]*\\n(.*?)```");

  private static final Pattern INDENTED = Pattern.compile("(?m)^ {4,}(\\S.*)$");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");

  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:^|[\\s(\"$/])(?<!(?:-n|-name|-namespace)\\s)bindery +([^\\n|;&#`]+)",
          Pattern.MULTILINE);

  /** A text of the program that is a command and nothing else, up to what a shell makes of it. */
  private static final Pattern LITERAL =
      Pattern.compile("\" *(bindery [a-z][^\">]*[^\" .,:;])(?: >[^\"]*)?\"(?!\\s*\\+)");

  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");
  private static final Pattern LONE_OPTION = Pattern.compile("(--[a-z][a-z0-9-]*)(?:[ =].*)?");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z-]*");

  /** Of other programs that documents tell how to call. */
  private static final Set<String> FOREIGN_OPTIONS =
      Set.of("--endpoint-url", "--grant-distribution-scope", "--strict-checksums");

  private static final CommandLine COMMANDS = Bindery.commandLine();

  private static Config settings;
  private static String sources;
  private static String programs;
  private static String benchmark;

  /** The script has commands of its own. */
  private static String launcher;

  @BeforeAll
  static void read() throws IOException {
    settings = ConfigFactory.parseFile(HOME.resolve("config/application.conf").toFile()).resolve();
    var all = new StringBuilder();
    var main = new StringBuilder();
    for (var name : List.of("pom.xml", "bindery", "config/application.conf")) {
      all.append(Files.readString(HOME.resolve(name)));
    }
    try (var modules = Files.newDirectoryStream(HOME, Files::isDirectory)) {
      for (var module : modules) {
        if (!module.endsWith("bench")) {
          main.append(java(module.resolve("src/main/java")));
        }
        for (var folder : List.of("src/main/java", "src/test/java", "tests")) {
          all.append(java(module.resolve(folder)));
        }
      }
    }
    sources = all.toString();
    programs = main.toString();
    launcher = Files.readString(HOME.resolve("bindery"));
    benchmark = java(HOME.resolve("bench/src/main/java"));
  }

  @Test
  void settingsExist() throws IOException {
    var wrong = new TreeMap<String, String>();
    for (var document : documents()) {
      var text = Files.readString(document);
      for (var key : found(KEY, text)) {
        var path = "bindery" + key.group(1);
        if (!isSetting(path)) {
          wrong.put(path, HOME.relativize(document).toString());
        }
      }
      for (var block : found(HOCON, text)) {
        for (var path : paths(block.group(1))) {
          if (!isSetting(path)) {
            wrong.put(path, HOME.relativize(document).toString());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void whatIsNoSettingIsFound() {
    assertThat(isSetting("bindery.router.queue.url")).isTrue();
    assertThat(isSetting("bindery.router")).isTrue();
    assertThat(isSetting("bindery.router.queue.uri")).isFalse();
    assertThat(isSetting("bindery.roter")).isFalse();
    assertThat(complaint("bindery publish --wait s3://b/k")).isEmpty();
    assertThat(complaint("bindery publish --wayt s3://b/k"))
        .hasValueSatisfying(it -> assertThat(it).contains("--wayt"));
    assertThat(complaint("bindery publisch s3://b/k"))
        .hasValueSatisfying(it -> assertThat(it).contains("publisch"));
    assertThat(complaint("bindery dlq lost packager"))
        .hasValueSatisfying(it -> assertThat(it).contains("lost"));
    assertThat(complaint("bindery chaos --no-such"))
        .hasValueSatisfying(it -> assertThat(it).contains("--no-such"));
    assertThat(complaint("bindery bench router --no-such"))
        .hasValueSatisfying(it -> assertThat(it).contains("--no-such"));
  }

  @Test
  void variablesAndPropertiesAreRead() throws IOException {
    var wrong = new TreeMap<String, String>();
    for (var document : documents()) {
      var text = Files.readString(document);
      for (var variable : found(VARIABLE, text)) {
        if (!Pattern.compile("\\b" + variable.group() + "\\b").matcher(sources).find()) {
          wrong.put(variable.group(), HOME.relativize(document).toString());
        }
      }
      for (var property : found(PROPERTY, text)) {
        var name = "bindery." + property.group(1);
        if (!sources.contains('"' + name + '"') && !sources.contains('<' + name + '>')) {
          wrong.put("-D" + name, HOME.relativize(document).toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void commandsAndTheirOptionsExist() throws IOException {
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var document : documents()) {
      for (var code : code(Files.readString(document))) {
        for (var command : found(COMMAND, code.replace("\\\n", " "))) {
          seen++;
          var line = "bindery " + command.group(1).strip();
          complaint(line)
              .ifPresent(it -> wrong.add(HOME.relativize(document) + ": " + line + ": " + it));
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(80);
  }

  /** Whoever copies a command out of a message or a help text must not be told that it is none. */
  @Test
  void commandsThatTheProgramShowsAreWhole() {
    var wrong = new ArrayList<String>();
    int seen = 0;
    for (var literal : found(LITERAL, programs)) {
      var line = literal.group(1).replaceAll("%[a-z]|'[^']*'", "x");
      seen++;
      incomplete(line).ifPresent(it -> wrong.add(line + ": " + it));
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(60);
    assertThat(incomplete("bindery retry")).get().asString().contains("--since");
    assertThat(incomplete("bindery quarantine")).get().asString().contains("Say which command");
    assertThat(incomplete("bindery dlq list")).get().asString().contains("QUEUE");
  }

  /** Why a command is not carried out as it stands. */
  private static Optional<String> incomplete(String line) {
    try {
      var words = List.of(line.split(" +"));
      var parsed = COMMANDS.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      return parsed.commandSpec().subcommands().isEmpty()
              || parsed.commandSpec().userObject() instanceof Callable<?>
          ? Optional.empty()
          : Optional.of("Say which command to run.");
    } catch (CommandLine.ParameterException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Test
  void optionsThatStandAloneAreOfSomeCommand() throws IOException {
    var known = new HashSet<>(FOREIGN_OPTIONS);
    collect(COMMANDS, known);
    var wrong = new TreeMap<String, String>();
    for (var document : documents()) {
      for (var span : found(SPAN, FENCED.matcher(Files.readString(document)).replaceAll(""))) {
        var option = LONE_OPTION.matcher(span.group(1));
        if (option.matches()
            && !known.contains(option.group(1))
            && !benchmark.contains('"' + option.group(1) + '"')) {
          wrong.put(option.group(1), HOME.relativize(document).toString());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  /** What is wrong with a command, as far as names go. */
  private static Optional<String> complaint(String line) {
    var words = List.of(line.split(" +")).subList(1, line.split(" +").length);
    if (!words.isEmpty() && List.of("bench", "chaos").contains(words.get(0))) {
      return benchComplaint(words);
    }
    var command = COMMANDS;
    int at = 0;
    while (at < words.size() && command.getSubcommands().containsKey(words.get(at))) {
      command = command.getSubcommands().get(words.get(at));
      at++;
    }
    if (at < words.size()
        && !command.getSubcommands().isEmpty()
        && WORD.matcher(words.get(at)).matches()
        && !launcher.contains(" = " + words.get(at) + " ]")) {
      return Optional.of("there is no command " + words.get(at));
    }
    for (var option : found(OPTION, String.join(" ", words))) {
      if (command.getCommandSpec().findOption(option.group()) == null) {
        return Optional.of("there is no option " + option.group());
      }
    }
    return Optional.empty();
  }

  /** The benchmark is on no class path of an installation: its source is looked at. */
  private static Optional<String> benchComplaint(List<String> words) {
    return Stream.concat(
            words.stream().skip(1).limit(1).filter(word -> WORD.matcher(word).matches()),
            found(OPTION, String.join(" ", words)).stream().map(MatchResult::group))
        .filter(name -> !benchmark.contains('"' + name + '"'))
        .findFirst()
        .map(name -> "the benchmark has no " + name);
  }

  private static void collect(CommandLine command, Set<String> options) {
    command.getCommandSpec().options().forEach(option -> options.addAll(List.of(option.names())));
    command.getSubcommands().values().forEach(below -> collect(below, options));
  }

  /** Below a list, or a section that is empty as it is delivered, keys are other people's. */
  private static boolean isSetting(String path) {
    ConfigObject section = settings.root();
    var keys = ConfigUtil.splitPath(path);
    for (int i = 0; i < keys.size(); i++) {
      var value = section.get(keys.get(i));
      if (value == null) {
        return section.isEmpty();
      }
      if (value.valueType() != ConfigValueType.OBJECT) {
        return value.valueType() == ConfigValueType.LIST || i == keys.size() - 1;
      }
      section = (ConfigObject) value;
    }
    return true;
  }

  /** The keys of Bindery that a text sets. */
  private static Set<String> paths(String hocon) {
    var paths = new TreeSet<String>();
    var config =
        ConfigFactory.parseString(
            REFERENCE.matcher(hocon).replaceAll("[]"),
            ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF));
    config.entrySet().stream()
        .map(entry -> entry.getKey())
        .filter(path -> path.startsWith("bindery."))
        .forEach(paths::add);
    return paths;
  }

  private static List<String> code(String text) {
    var code = new ArrayList<String>();
    found(FENCED, text).forEach(block -> code.add(block.group(1)));
    var rest = FENCED.matcher(text).replaceAll("");
    found(INDENTED, rest).forEach(line -> code.add(line.group(1)));
    found(SPAN, INDENTED.matcher(rest).replaceAll("")).forEach(span -> code.add(span.group(1)));
    return code;
  }

  private static List<Path> documents() throws IOException {
    try (var below = Files.walk(HOME.resolve("docs"))) {
      // The log of changes tells of what was as well.
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "localaws/README.md").map(HOME::resolve),
              below.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static String java(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return "";
    }
    var text = new StringBuilder();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
