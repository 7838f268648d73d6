package io.bindery.service.http.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The files of the console, without a browser. */
class ConsoleFilesTest {
  private static final Path FOLDER = Path.of("src/main/resources/io/bindery/service/console");

  /** All that a browser can load. */
  private static final int MOST_SENT = 80_000;

  /** The same, as it is in the repository. */
  private static final long MOST_WRITTEN = 190_000;

  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\\s*\\(?['\"`]([^'\"`$]+)['\"`]");

  private final ConsoleFiles files = ConsoleFiles.read();

  private String text(String name) {
    return new String(files.byName().get(name), StandardCharsets.UTF_8);
  }

  private List<String> scripts() {
    return files.byName().keySet().stream()
        .filter(name -> name.endsWith(".js") && !name.startsWith("vendor/"))
        .toList();
  }

  @Test
  void theWholeConsoleIsSmall() {
    var written = files.byName().values().stream().mapToLong(content -> content.length).sum();
    int sent = new ConsoleRoutes().sentBytes();
    System.out.printf("console: %,d bytes, %,d as they are sent%n", written, sent);
    assertThat(sent).isLessThanOrEqualTo(MOST_SENT);
    assertThat(written).isLessThanOrEqualTo(MOST_WRITTEN);
  }

  /** What others made is as they published it. */
  @Test
  void vendoredFilesHaveTheirHashes() throws IOException {
    var listed = Files.readAllLines(FOLDER.resolve("vendor/SHA256SUMS.txt"));
    try (var vendored = Files.list(FOLDER.resolve("vendor"))) {
      var sums =
          vendored
              .filter(file -> !file.endsWith("SHA256SUMS.txt"))
              .sorted()
              .map(file -> "%s  %s".formatted(sha256(file), file.getFileName()))
              .toList();
      assertThat(listed).isEqualTo(sums);
    }
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of().formatHex(ConsoleFiles.sha256().digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Each module that is imported is there, and none is loaded from elsewhere. */
  @Test
  void modulesFindEachOther() {
    for (var script : scripts()) {
      var found = IMPORT.matcher(text(script));
      while (found.find()) {
        if (found.group(1).startsWith(".")) {
          var module = Path.of(script).resolveSibling(found.group(1)).normalize().toString();
          assertThat(files.byName())
              .as("%s imports %s", script, found.group(1))
              .containsKey(module);
        }
      }
    }
  }

  /** What a strict policy refuses, and what would trust a text from outside. */
  @Test
  void nothingTrustsTexts() {
    for (var script : scripts()) {
      assertThat(text(script))
          .as(script)
          .doesNotContain(
              "innerHTML",
              "outerHTML",
              "insertAdjacentHTML",
              "document.write",
              "eval(",
              "new Function",
              "javascript:",
              "dangerouslySetInnerHTML");
    }
    assertThat(text(ConsoleFiles.PAGE)).doesNotContain("style=", "<style", " on");
    assertThat(Pattern.compile("<script(?![^>]*src=)").matcher(text(ConsoleFiles.PAGE)).find())
        .isFalse();
  }

  /** Only the README goes in as what the server made of it. */
  @Test
  void onePlaceParsesHtml() {
    assertThat(scripts().stream().filter(script -> text(script).contains("DOMParser")))
        .containsExactly("lib/ui.js");
  }

  @Test
  void whatIsServedIsWhatIsThere() throws IOException {
    try (var below = Files.walk(FOLDER)) {
      var there =
          below
              .filter(Files::isRegularFile)
              .map(file -> FOLDER.relativize(file).toString())
              .filter(name -> !name.endsWith(".txt"))
              .collect(Collectors.toSet());
      assertThat(files.byName().keySet()).isEqualTo(there);
    }
    assertThat(new ConsoleRoutes().endpoints()).allMatch(it -> it.role().isEmpty());
  }
}
