package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What documents name is there: files, headings, decisions, tests; and how they say it. */
class DocumentsTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+)(…)?)?`");

  /**
   * Sentences that begin with their verb, as in "Deleted are only old events", or with what they
   * tell, as in "That a refresh has ended the gateway tells by an event": no English that a reader
   * knows.
   */
  private static final Pattern TURNED_ROUND =
      Pattern.compile(
          "(?:^[-# ]*|[.:;|] |\"|// |\\* )"
              + "(?:(?:[A-Z][a-z]+ed|Kept|Told|Sent|Taken|Held|Written|Read|Made|Found|Left|Put|Shown|Given|Chosen|Lost|Gone|Seen|Known)"
              + " (?:is|are|was|were) |That (?:a|an|the|it|no|each|nothing|all)"
              + " [^.]*?\\b(?:tell|say|show|know|see)s?\\b)",
          Pattern.MULTILINE);

  @Test
  void sentencesBeginWithTheirSubject() throws IOException {
    for (var turned :
        List.of(
            "# Deleted are only events that no batch needs.",
            "  x(\"It failed. Kept is what was read.\")",
            "That a refresh has ended the gateway tells by an event.")) {
      assertThat(found(TURNED_ROUND, turned)).as(turned).hasSize(1);
    }
    var texts = new ArrayList<>(documents());
    texts.add(HOME.resolve("config/application.conf"));
    texts.addAll(sources("src/main/java"));
    var turned = new ArrayList<String>();
    for (var text : texts) {
      for (var sentence : found(TURNED_ROUND, Files.readString(text))) {
        turned.add("%s: %s".formatted(HOME.relativize(text), sentence.group().strip()));
      }
    }
    assertThat(turned).isEmpty();
  }

  @Test
  void linksLeadToFilesAndHeadings() throws IOException {
    var dead = new ArrayList<String>();
    for (var document : documents()) {
      for (var link : found(LINK, prose(document))) {
        var file = link.group(1);
        if (file.startsWith("http")) {
          continue;
        }
        var target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!Files.exists(target)
            || (link.group(2) != null && !headings(target).contains(link.group(2)))) {
          dead.add("%s: %s".formatted(HOME.relativize(document), link.group()));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  @Test
  void theIndexHasEachDecisionOnceAndInOrder() throws IOException {
    var folder = HOME.resolve("docs/adr");
    List<String> decisions;
    try (var files = Files.list(folder)) {
      decisions =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("[0-9]{4}-.*[.]md"))
              .sorted()
              .toList();
    }
    assertThat(decisions.stream().map(name -> name.substring(0, 4))).doesNotHaveDuplicates();
    var links = found(LINK, prose(folder.resolve("README.md")));
    assertThat(links.stream().map(link -> link.group(1))).containsExactlyElementsOf(decisions);
  }

  @Test
  void theTestsThatHoldTheInvariantsExist() throws IOException {
    var sources = tests();
    var missing = new ArrayList<String>();
    for (var named : found(TEST, prose(HOME.resolve("docs/INVARIANTS.md")))) {
      var source = sources.get(named.group(1));
      var method = named.group(2);
      var end = named.group(3) == null ? "\\b" : "";
      if (source == null
          || (method != null && !Pattern.compile("\\b" + method + end).matcher(source).find())) {
        missing.add(named.group());
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void theChangelogSaysNothingTwice() throws IOException {
    try (var lines = Files.lines(HOME.resolve("CHANGELOG.md"))) {
      assertThat(lines.filter(line -> line.startsWith("- "))).doesNotHaveDuplicates();
    }
  }

  private static List<Path> documents() throws IOException {
    try (var below = Files.walk(HOME.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "localaws/README.md")
                  .map(HOME::resolve),
              below.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static Map<String, String> tests() throws IOException {
    var tests = new HashMap<String, String>();
    for (var file : sources("src/test/java", "tests")) {
      var name = file.getFileName().toString();
      if (name.endsWith("Test.java")) {
        // Several modules have an ArchitectureTest.
        tests.merge(name.replace(".java", ""), Files.readString(file), String::concat);
      }
    }
    return tests;
  }

  /** Java of all modules. */
  private static List<Path> sources(String... folders) throws IOException {
    var sources = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(HOME, Files::isDirectory)) {
      for (var module : modules) {
        for (var folder : folders) {
          var root = module.resolve(folder);
          if (Files.isDirectory(root)) {
            try (var files = Files.walk(root)) {
              files.filter(path -> path.toString().endsWith(".java")).forEach(sources::add);
            }
          }
        }
      }
    }
    return sources;
  }

  private static String prose(Path document) throws IOException {
    return FENCED.matcher(Files.readString(document)).replaceAll("");
  }

  /** As GitHub makes anchors of them. */
  private static List<String> headings(Path document) throws IOException {
    return found(HEADING, prose(document)).stream()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).strip())
        .map(text -> text.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
        .toList();
  }

  private static List<MatchResult> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }
}
