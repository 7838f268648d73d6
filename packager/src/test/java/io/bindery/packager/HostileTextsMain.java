package io.bindery.packager;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bindery.packager.metadata.MetadataFile;
import io.bindery.packager.metadata.MetadataFileException;
import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.QuiltException;
import io.bindery.quilt.ignore.Exclusions;
import io.bindery.quilt.ignore.IgnoreRules;
import io.bindery.quilt.ignore.IgnoreStyle;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.workflow.HostileWorkflows;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Reads and compares so many patterns, globs, templates and schemas, in a JVM of its own. */
final class HostileTextsMain {
  private static final String[] ATOMS = {
    "a", "[^/]", "\\d", ".", "/", "[[:alpha:]]", "\\Qab\\E", "\\pL", "^", "$", "é", "()", "(?i)"
  };
  private static final String[] TIMES = {
    "", "", "*", "+", "?", "{2}", "{0,100}", "{2,}", "{1,1000}", "{50}", "{0,7}"
  };
  private static final String[] GLOBS = {
    "a", "*", "**", "/", "?", "[a-z]", "[!b]", "\\", "a*", "*a", "**/", "[[:digit:]]", "!", "#"
  };
  private static final String[] TEMPLATE = {
    "a",
    "{segment.1}",
    "{group.1|x}",
    "{date:yyyy}",
    "{date:",
    "[",
    "]",
    "}",
    "{",
    "{prefix}",
    "{inferred}"
  };
  private static final String[] YAML = {
    "a",
    ": ",
    "\n",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    ", ",
    "1e5",
    "? ",
    "<<: ",
    "\"",
    "!!binary ",
    "| ",
    "\n  "
  };

  private final Random random;
  private final HostileWorkflows workflows;

  private HostileTextsMain(Random random) {
    this.random = random;
    this.workflows = new HostileWorkflows(random);
  }

  public static void main(String[] arguments) {
    int number = Integer.parseInt(arguments[0]);
    var main = new HostileTextsMain(new Random(Long.parseLong(arguments[1])));
    // The first schema loads a library.
    main.workflows.schema("{\"items\": {\"anyOf\": [{\"type\": \"string\"}]}}");
    var taken = new TreeMap<String, Integer>();
    long longest = 0;
    for (int i = 0; i < number; i++) {
      var kind = new String[] {"match", "glob", "template", "python", "schema", "yaml"}[i % 6];
      var text = main.some(kind);
      long began = cpu();
      if (main.read(kind, text)) {
        taken.merge(kind, 1, Integer::sum);
      }
      long took = (cpu() - began) / 1_000_000;
      if (took > longest) {
        longest = took;
        System.out.printf("%d ms: %s %.300s%n", took, kind, text.replace('\n', ' '));
      }
    }
    System.out.printf("done: %s, longest %d ms%n", taken, longest);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private String some(String kind) {
    return switch (kind) {
      case "match" -> regex(5);
      case "glob" -> joined(GLOBS, random.nextInt(10) == 0 ? 2000 : 12);
      case "template" -> joined(TEMPLATE, random.nextInt(10) == 0 ? 3000 : 8);
      case "python" -> workflows.somePattern();
      case "schema" -> workflows.someSchema();
      default ->
          (random.nextBoolean() ? "k: " : "") + joined(YAML, random.nextInt(10) == 0 ? 20_000 : 20);
    };
  }

  private String joined(String[] atoms, int most) {
    var text = new StringBuilder();
    // Many of one kind are worse than many of all.
    boolean same = random.nextInt(3) == 0;
    var one = atoms[random.nextInt(atoms.length)];
    for (int n = random.nextInt(most); n >= 0; n--) {
      text.append(same ? one : atoms[random.nextInt(atoms.length)]);
    }
    return text.toString();
  }

  private String regex(int depth) {
    var text = new StringBuilder();
    for (int n = random.nextInt(3); n >= 0; n--) {
      if (depth > 0 && random.nextInt(2) == 0) {
        text.append(random.nextBoolean() ? "(" : "(?:")
            .append(regex(depth - 1))
            .append(random.nextInt(4) == 0 ? "|" + regex(depth - 1) : "")
            .append(')');
      } else {
        text.append(ATOMS[random.nextInt(ATOMS.length)]);
      }
      text.append(TIMES[random.nextInt(TIMES.length)]);
    }
    return text.toString();
  }

  /** Whether it was allowed; only the error of its own kind may say no. */
  private boolean read(String kind, String text) {
    try {
      switch (kind) {
        case "match" -> filled("x/{group.1|y}", Optional.of(MatchPattern.compile(text)));
        case "glob" -> globbed(text);
        case "template" -> filled(text, Optional.of(MatchPattern.compile("(a*)/.*")));
        case "python" -> {
          return workflows.pattern(text);
        }
        case "schema" -> {
          return workflows.schema(text);
        }
        default -> {
          var unused = MetadataFile.YAML.read(text.getBytes(UTF_8));
        }
      }
      return true;
    } catch (TemplateException | QuiltException | MetadataFileException e) {
      return false;
    } catch (IllegalArgumentException e) {
      if (kind.equals("glob")) {
        return false;
      }
      throw e;
    }
  }

  private void filled(String template, Optional<MatchPattern> match) {
    var prefix = "a".repeat(random.nextInt(1000)) + "/" + "b/".repeat(random.nextInt(10));
    var values = TemplateValues.of(new SourceFolder("lab", prefix), match, Instant.EPOCH);
    var unused =
        Template.parse(template, EnumSet.allOf(Word.class)).checkedAgainst(match).fill(values);
  }

  private void globbed(String text) {
    var path = "a/".repeat(random.nextInt(400)) + "a".repeat(random.nextInt(600));
    for (var style : List.of(IgnoreStyle.QUILT, IgnoreStyle.GITIGNORE)) {
      var rules = IgnoreRules.parse(style, (text + "\n").repeat(3).getBytes(UTF_8), "x");
      var unused = new Exclusions(List.of(), Optional.of(rules)).excludes(path);
    }
    var unused = PathPattern.of(text).covers(PathPattern.split(path));
  }
}
