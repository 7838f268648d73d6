package io.bindery.packager.template;

import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.pattern.PathPattern;
import io.bindery.quilt.pattern.TooComplexException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What placeholders stand for, for one folder. */
public final class TemplateValues {
  private final SourceFolder source;
  private final Supplier<Map<String, String>> groups;
  private final Instant time;
  private final Map<Word, String> words;

  private TemplateValues(
      SourceFolder source,
      Supplier<Map<String, String>> groups,
      Instant time,
      Map<Word, String> words) {
    this.source = source;
    this.groups = groups;
    this.time = time;
    this.words = words;
  }

  /**
   * The values that follow from the folder.
   *
   * @param match for the whole prefix, with its slash; what its groups find can be asked for
   * @param time that {@link Word#DATE} stands for
   */
  public static TemplateValues of(SourceFolder source, Optional<MatchPattern> match, Instant time) {
    var words = new EnumMap<Word, String>(Word.class);
    words.put(Word.BUCKET, source.bucket());
    words.put(Word.PREFIX, folder(source));
    words.put(Word.INFERRED, PackageName.infer(source.prefix()).value());
    return new TemplateValues(source, new Groups(source.prefix(), match), time, words);
  }

  /** These values with one more, or another one. */
  public TemplateValues with(Word word, String value) {
    var more = new EnumMap<>(words);
    more.put(word, value);
    return new TemplateValues(source, groups, time, more);
  }

  /** These values without one. */
  public TemplateValues without(Word word) {
    var fewer = new EnumMap<>(words);
    fewer.remove(word);
    return new TemplateValues(source, groups, time, fewer);
  }

  SourceFolder source() {
    return source;
  }

  Optional<String> of(Placeholder placeholder) {
    return switch (placeholder.word()) {
      case SEGMENT -> segment(Integer.parseInt(placeholder.argument()));
      case GROUP -> group(placeholder.argument());
      case DATE ->
          Optional.of(
              formatted(
                  time, placeholder.argument().isEmpty() ? "yyyy-MM-dd" : placeholder.argument()));
      default -> Optional.ofNullable(words.get(placeholder.word()));
    };
  }

  static String formatted(Instant time, String format) {
    return DateTimeFormatter.ofPattern(format, Locale.ROOT).format(time.atZone(ZoneOffset.UTC));
  }

  private Optional<String> segment(int number) {
    var folder = folder(source);
    var segments = folder.isEmpty() ? List.<String>of() : PathPattern.split(folder);
    int index = number > 0 ? number - 1 : segments.size() + number;
    return index >= 0 && index < segments.size()
        ? Optional.of(segments.get(index)).filter(segment -> !segment.isEmpty())
        : Optional.empty();
  }

  /** An empty find counts as none, so that its place gets the fallback. */
  private Optional<String> group(String group) {
    var name = isNumber(group) ? Integer.toString(Integer.parseInt(group)) : group;
    return Optional.ofNullable(groups.get().get(name)).filter(text -> !text.isEmpty());
  }

  static boolean isNumber(String group) {
    return group.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** What the groups find. The pattern is compared once, and only if somebody asks. */
  private static final class Groups implements Supplier<Map<String, String>> {
    private final String prefix;
    private final Optional<MatchPattern> match;
    private Map<String, String> found;

    Groups(String prefix, Optional<MatchPattern> match) {
      this.prefix = prefix;
      this.match = match;
    }

    @Override
    public synchronized Map<String, String> get() {
      if (found == null) {
        found = match.flatMap(this::compared).orElse(Map.of());
      }
      return found;
    }

    private Optional<Map<String, String>> compared(MatchPattern pattern) {
      try {
        return pattern.groups(prefix);
      } catch (TooComplexException e) {
        throw new TemplateException(e.getMessage() + ".");
      }
    }
  }

  private static String folder(SourceFolder source) {
    var prefix = source.prefix();
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }
}
