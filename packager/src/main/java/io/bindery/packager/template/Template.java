package io.bindery.packager.template;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A text with placeholders such as {@code {segment.1}}, {@code {date:yyyy-MM}}, or {@code
 * {group.run|unknown}}, where what follows the bar is taken if there is no value. <code>{{</code>
 * and <code>}}</code> are braces.
 */
public final class Template {
  /** The longest template, in UTF-16 units. */
  public static final int MAX_LENGTH = 20_000;

  /** Each may stand for a key of 1,024 bytes. */
  private static final int MAX_PLACEHOLDERS = 100;

  /** Of a date, in characters. */
  private static final int MAX_FORMAT = 100;

  private static final Pattern NUMBER = Pattern.compile("-?[1-9][0-9]{0,2}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]{1,50}");

  private final String text;

  /** Texts and placeholders, in order. */
  private final List<Object> parts;

  private Template(String text, List<Object> parts) {
    this.text = text;
    this.parts = parts;
  }

  /**
   * Reads a template.
   *
   * @param allowed what its placeholders may stand for
   * @throws TemplateException with the placeholder and what is allowed
   */
  public static Template parse(String text, Set<Word> allowed) {
    if (text.length() > MAX_LENGTH) {
      throw new TemplateException(
          "The template has %d characters: at most %d are allowed."
              .formatted(text.length(), MAX_LENGTH));
    }
    var parts = new ArrayList<>();
    var literal = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '{' && c != '}') {
        literal.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == c) {
        literal.append(c);
        i++;
      } else {
        int end = text.indexOf('}', i);
        if (c == '}' || end < 0) {
          throw new TemplateException(
              "The brace '%c' at character %d of '%s' has no counterpart: for a brace itself write it twice."
                  .formatted(c, i + 1, text));
        }
        parts.add(literal.toString());
        literal.setLength(0);
        parts.add(placeholder(text.substring(i, end + 1), text, allowed));
        i = end;
      }
    }
    parts.add(literal.toString());
    if (parts.size() > 2 * MAX_PLACEHOLDERS + 1) {
      throw new TemplateException(
          "'%s' has more than %d placeholders.".formatted(text, MAX_PLACEHOLDERS));
    }
    return new Template(text, List.copyOf(parts));
  }

  private static Placeholder placeholder(String written, String template, Set<Word> allowed) {
    var inner = written.substring(1, written.length() - 1);
    int bar = inner.indexOf('|');
    var fallback = bar < 0 ? Optional.<String>empty() : Optional.of(inner.substring(bar + 1));
    var what = bar < 0 ? inner : inner.substring(0, bar);
    int cut = 0;
    while (cut < what.length() && what.charAt(cut) != '.' && what.charAt(cut) != ':') {
      cut++;
    }
    var word = Word.of(what.substring(0, cut)).filter(allowed::contains);
    if (word.isEmpty() || !isArgument(word.get(), what.substring(cut))) {
      throw new TemplateException(
          "%s in '%s' is no placeholder here: there are %s; for a brace itself write it twice."
              .formatted(written, template, all(allowed)));
    }
    var argument = cut == what.length() ? "" : what.substring(cut + 1);
    return new Placeholder(word.get(), argument, fallback, written);
  }

  private static boolean isArgument(Word word, String written) {
    return switch (word.argument()) {
      case NONE -> written.isEmpty();
      case NUMBER -> written.startsWith(".") && NUMBER.matcher(written.substring(1)).matches();
      case NAME -> written.startsWith(".") && NAME.matcher(written.substring(1)).matches();
      case FORMAT ->
          written.isEmpty() || (written.startsWith(":") && isFormat(written.substring(1)));
    };
  }

  private static boolean isFormat(String format) {
    if (format.length() > MAX_FORMAT) {
      // Optional parts inside each other take a frame of the stack each.
      return false;
    }
    try {
      return !TemplateValues.formatted(Instant.EPOCH, format).isEmpty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private static String all(Collection<Word> words) {
    return words.stream().sorted().map(Word::shown).collect(Collectors.joining(", "));
  }

  /**
   * Refuses groups that a pattern does not have.
   *
   * @param match absent if there is none
   */
  public Template checkedAgainst(Optional<MatchPattern> match) {
    for (var part : parts) {
      if (part instanceof Placeholder it
          && it.word() == Word.GROUP
          && !match.filter(pattern -> pattern.hasGroup(it.argument())).isPresent()) {
        throw new TemplateException(
            "%s in '%s': %s."
                .formatted(
                    it.text(),
                    text,
                    match
                        .map(pattern -> "'" + pattern + "' has no such group")
                        .orElse("there is no pattern 'match' that could have groups")));
      }
    }
    return this;
  }

  /**
   * Fills in the values.
   *
   * @throws TemplateException if a placeholder without a fallback has no value
   */
  public String fill(TemplateValues values) {
    return fill(values, UnaryOperator.identity());
  }

  /**
   * Fills in the values of a name.
   *
   * @param written how a value or fallback is written; what is a name already stays as it is
   */
  public String fill(TemplateValues values, UnaryOperator<String> written) {
    return fill(values, (before, value) -> written.apply(value), Word::isName);
  }

  /**
   * Fills in the values of a page of Markdown.
   *
   * @param written how a value or fallback is written, after what is there already; what is
   *     Markdown already stays as it is
   */
  public String page(TemplateValues values, BiFunction<CharSequence, String, String> written) {
    return fill(values, written, Word::isMarkdown);
  }

  private String fill(
      TemplateValues values,
      BiFunction<CharSequence, String, String> written,
      Predicate<Word> asItIs) {
    var out = new StringBuilder();
    for (var part : parts) {
      if (part instanceof Placeholder placeholder) {
        var value =
            values
                .of(placeholder)
                .or(placeholder::fallback)
                .orElseThrow(() -> none(placeholder, values));
        out.append(asItIs.test(placeholder.word()) ? value : written.apply(out, value));
      } else {
        out.append(part);
      }
    }
    return out.toString();
  }

  /**
   * What it makes where each placeholder has such a value.
   *
   * @param value as it is written
   */
  public String sample(Function<Word, String> value) {
    var out = new StringBuilder();
    for (var part : parts) {
      out.append(part instanceof Placeholder placeholder ? value.apply(placeholder.word()) : part);
    }
    return out.toString();
  }

  private TemplateException none(Placeholder placeholder, TemplateValues values) {
    var inner = placeholder.text().substring(1, placeholder.text().length() - 1);
    return new TemplateException(
        "%s in '%s' has no value for %s: change the template, or give a value for this case as {%s|VALUE}."
            .formatted(placeholder.text(), text, values.source(), inner));
  }

  /** The template itself. */
  @Override
  public String toString() {
    return text;
  }
}
