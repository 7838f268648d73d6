package io.bindery.packager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.bindery.packager.crate.NoCrateException;
import io.bindery.packager.crate.RoCrate;
import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.ignore.IgnoreFileException;
import io.bindery.quilt.ignore.IgnoreRules;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.json.JsonForm;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What people write into their folders and settings never hangs the packager, and never makes it
 * throw anything but the parser's own error.
 */
class ParserFuzzTest {
  private static final int TRIES = 5_000;

  private static void fuzz(
      List<String> atoms, Class<? extends RuntimeException> allowed, Consumer<String> parser) {
    long seed = Long.getLong("bindery.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var text = new StringBuilder();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < TRIES; i++) {
            text.setLength(0);
            for (int n = random.nextInt(12); n >= 0; n--) {
              text.append(
                  random.nextInt(20) == 0
                      ? Character.toString(random.nextInt(0x250))
                      : atoms.get(random.nextInt(atoms.size())));
            }
            try {
              parser.accept(text.toString());
            } catch (RuntimeException e) {
              if (!allowed.isInstance(e)) {
                fail("-Dbindery.seed=%d: '%s' threw %s".formatted(seed, text, e), e);
              }
            }
          }
        },
        () -> "-Dbindery.seed=%d: '%s' takes too long".formatted(seed, text));
  }

  private static void ignore(IgnoreStyle style, String rules) {
    var exclusions =
        new Exclusions(
            List.of(), Optional.of(IgnoreRules.parse(style, rules.getBytes(UTF_8), "fuzz")));
    for (var path : List.of("a", "a/b", "[a-b]/!", "b\\/ü/a", "a/a/a/a/a/a/a/a")) {
      var unused = exclusions.excludes(path);
    }
  }

  @Test
  void ignoreFiles() {
    var atoms =
        List.of(
            "a", "b", "/", "*", "**", "?", "[", "]", "!", "^", "-", "\\", "#", " ", "\n", "[:",
            ":]", "alpha", "ü", "😀");
    fuzz(atoms, IgnoreFileException.class, text -> ignore(IgnoreStyle.QUILT, text));
    fuzz(atoms, IgnoreFileException.class, text -> ignore(IgnoreStyle.GITIGNORE, text));
  }

  @Test
  void templates() {
    var words = EnumSet.allOf(Word.class);
    var values =
        TemplateValues.of(
            new SourceFolder("lab", "a//b c/"),
            Optional.of(MatchPattern.compile("(?P<x>.*)/(.*)/")),
            Instant.EPOCH);
    fuzz(
        List.of(
            "{",
            "}",
            "{{",
            "}}",
            "|",
            ":",
            ".",
            "segment",
            "group",
            "date",
            "bucket",
            "1",
            "-",
            "9",
            "x",
            "yyyy",
            "'",
            "[",
            "]",
            "#",
            "{segment.1}",
            "{group.x}",
            "{date:",
            "Q"),
        TemplateException.class,
        text -> {
          var unused = Template.parse(text, words).fill(values);
        });
  }

  @Test
  void metadataFiles() {
    var atoms =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            ",",
            "\"",
            "'",
            "\n",
            "\n  ",
            "- ",
            "&a ",
            "*a",
            "!!",
            "!!int ",
            "!!binary ",
            "? ",
            "|",
            ">",
            "%",
            "---\n",
            "...",
            "a",
            "b",
            "1",
            "1e9",
            "0x",
            "1:2:3",
            "-",
            ".inf",
            "~",
            "<<: ",
            "null",
            "true",
            "\r",
            "\t",
            "#",
            "=");
    for (var type : MetadataFile.values()) {
      fuzz(atoms, MetadataFileException.class, text -> written(type, text));
    }
  }

  /** What is read can be written to a manifest. */
  private static void written(MetadataFile type, String text) {
    var unused = JsonForm.FILE.toText(type.read(text.getBytes(UTF_8)));
  }

  @Test
  void crates() {
    var values =
        List.of(
            "\"./\"",
            "1",
            "null",
            "[]",
            "{}",
            "{\"@id\": \"./\"}",
            "{\"@id\": 1}",
            "[{\"@id\": \"./\"}, \"x\"]",
            "\"Person\"",
            "\"https://orcid.org/0000-0002-1825-0097\"");
    var random = new Random(7);
    var properties =
        List.of("about", "author", "agent", "license", "name", "@type", "conformsTo", "identifier");
    fuzz(
        values,
        NoCrateException.class,
        ignored -> {
          var entity = new StringBuilder();
          for (int n = random.nextInt(4); n > 0; n--) {
            entity
                .append(", \"")
                .append(properties.get(random.nextInt(properties.size())))
                .append("\": ")
                .append(values.get(random.nextInt(values.size())));
          }
          var crate =
              "{\"@graph\": [{\"@id\": \"ro-crate-metadata.json\", \"about\": %s%s}, {\"@id\": \"./\"%s}]}"
                  .formatted(values.get(random.nextInt(values.size())), entity, entity);
          var unused = RoCrate.parse(crate.getBytes(UTF_8)).summary();
        });
  }
}
