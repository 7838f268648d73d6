package io.bindery.packager.template;

import com.google.re2j.Pattern;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.protocol.name.PackageName;
import io.bindery.protocol.pattern.PathPattern;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What placeholders stand for, for one folder. */
public final class TemplateValues {
  private final SourceFolder source;
  private final Optional<Pattern> match;
  private final Instant time;
  private final Map<Word, String> words;

  private TemplateValues(
      SourceFolder source, Optional<Pattern> match, Instant time, Map<Word, String> words) {
    this.source = source;
    this.match = match;
    this.time = time;
    this.words = words;
  }

  /**
   * The values that follow from the folder.
   *
   * @param match for the whole prefix, with its slash; what its groups find can be asked for
   * @param time that {@link Word#DATE} stands for
   */
  public static TemplateValues of(SourceFolder source, Optional<Pattern> match, Instant time) {
    var words = new EnumMap<Word, String>(Word.class);
    words.put(Word.BUCKET, source.bucket());
    words.put(Word.PREFIX, folder(source));
    words.put(Word.INFERRED, PackageName.infer(source.prefix()).value());
    return new TemplateValues(source, match, time, words);
  }

  /** These values with one more, or another one. */
  public TemplateValues with(Word word, String value) {
    var more = new EnumMap<>(words);
    more.put(word, value);
    return new TemplateValues(source, match, time, more);
  }

  /** These values without one. */
  public TemplateValues without(Word word) {
    var fewer = new EnumMap<>(words);
    fewer.remove(word);
    return new TemplateValues(source, match, time, fewer);
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
    if (match.isEmpty()) {
      return Optional.empty();
    }
    var matcher = match.get().matcher(source.prefix());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    if (!hasGroup(match.get(), group)) {
      return Optional.empty();
    }
    var found = isNumber(group) ? matcher.group(Integer.parseInt(group)) : matcher.group(group);
    return Optional.ofNullable(found).filter(text -> !text.isEmpty());
  }

  /** Whether the pattern has a group with this name or number. */
  static boolean hasGroup(Pattern pattern, String group) {
    return isNumber(group)
        ? group.length() < 4 && Integer.parseInt(group) <= pattern.groupCount()
        : pattern.namedGroups().containsKey(group);
  }

  private static boolean isNumber(String group) {
    return group.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static String folder(SourceFolder source) {
    var prefix = source.prefix();
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }
}
