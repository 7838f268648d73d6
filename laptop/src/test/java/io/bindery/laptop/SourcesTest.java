package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What no compiler checks of the sources. */
class SourcesTest {
  private static final Path HOME = Path.of(System.getProperty("bindery.root", ".."));

  /** Its parts are benches that lie side by side, each with its figures and its report. */
  private static final String BENCH = "bench";

  private static final Pattern STATIC_FINAL =
      Pattern.compile("static final (?!class|record)[\\w<>., ?]+ (\\w+)\\s*=");
  private static final Pattern CLOSED =
      Pattern.compile("\\b(\\w+)\\.(close|shutdownTestKit|terminate)\\(");

  @Test
  void aNameMeansOneThingInItsModule() throws IOException {
    for (var module : modules()) {
      if (!module.getFileName().toString().equals(BENCH)) {
        var names =
            sources(module.resolve("src/main/java"))
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("package-info.java"))
                .toList();
        assertThat(names).as("classes of %s", module.getFileName()).doesNotHaveDuplicates();
      }
    }
  }

  /** A failed test is tried once more in the same JVM, where a class is loaded only once. */
  @Test
  void noTestClosesWhatItsLoadingBegan() throws IOException {
    var wrong = new ArrayList<String>();
    for (var module : modules()) {
      for (var file : sources(module.resolve("src/test/java")).toList()) {
        var text = Files.readString(file);
        var begun =
            STATIC_FINAL.matcher(text).results().map(it -> it.group(1)).collect(Collectors.toSet());
        afterAll(text)
            .flatMap(end -> CLOSED.matcher(end).results())
            .map(it -> it.group(1))
            .filter(begun::contains)
            .forEach(name -> wrong.add(file.getFileName() + ": " + name));
      }
    }
    assertThat(wrong).as("static and final, but closed: begin it in @BeforeAll").isEmpty();
  }

  /** The methods that run after all tests of a class. */
  private static Stream<String> afterAll(String text) {
    return Pattern.compile("@AfterAll")
        .matcher(text)
        .results()
        .map(it -> text.substring(it.end(), Math.max(it.end(), text.indexOf("\n  }", it.end()))));
  }

  private static List<Path> modules() throws IOException {
    try (var modules = Files.newDirectoryStream(HOME, Files::isDirectory)) {
      var all = new ArrayList<Path>();
      modules.forEach(all::add);
      return all;
    }
  }

  private static Stream<Path> sources(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      return Stream.empty();
    }
    try (var files = Files.walk(root)) {
      return files.filter(path -> path.toString().endsWith(".java")).toList().stream();
    }
  }
}
