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

/** What documents name is there: files, headings, decisions, tests. */
class DocumentsTest {
  private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);
  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]*)(?:#([^)\\s]*))?\\)");
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)(?:\\.(\\w+)(…)?)?`");

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
    var sources = new HashMap<String, String>();
    try (var modules = Files.newDirectoryStream(HOME, Files::isDirectory)) {
      for (var module : modules) {
        for (var folder : List.of("src/test/java", "tests")) {
          var root = module.resolve(folder);
          if (Files.isDirectory(root)) {
            addTests(root, sources);
          }
        }
      }
    }
    return sources;
  }

  private static void addTests(Path root, Map<String, String> sources) throws IOException {
    try (var files = Files.walk(root)) {
      for (var file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        var name = file.getFileName().toString().replace(".java", "");
        // Several modules have an ArchitectureTest.
        sources.merge(name, Files.readString(file), String::concat);
      }
    }
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
