package io.bindery.platform.canary;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.canary}.
 *
 * @param place where canaries are uploaded and packaged; absent: there are none
 * @param every one canary is uploaded in each span of this length, counted from 1970 on
 * @param lateAfter how long the whole way may take
 * @param quiet so long after its upload the batch of a canary closes
 * @param notices whether users are told of its jobs like of all others
 */
public record CanarySettings(
    Optional<Place> place, Duration every, Duration lateAfter, Duration quiet, boolean notices) {
  /** Objects of Bindery and Quilt never count, and patterns mean other folders. */
  private static final Pattern PREFIX =
      Pattern.compile("(?:[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}/){1,8}");

  private static final String BUCKET = "bucket";
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /**
   * Where canaries are.
   *
   * @param bucket that they are uploaded to
   * @param prefix of their keys, with a slash at its end
   * @param registry bucket that they are packaged in
   * @param packageName of their one package
   * @param workflow of that package; absent: the registry's default
   */
  public record Place(
      String bucket,
      String prefix,
      String registry,
      PackageName packageName,
      Optional<String> workflow) {
    /** The folder of one canary, with a slash at its end. */
    public String folder(String run) {
      return prefix + run + "/";
    }

    /** How many folders are above the files of a canary. */
    public int depth() {
      return (int) prefix.chars().filter(c -> c == '/').count() + 1;
    }
  }

  /**
   * Reads the section.
   *
   * @throws SettingsException if a value is not allowed; whether others fit to it, who starts
   *     canaries decides
   */
  public static CanarySettings from(Config root) {
    var section = Settings.at(root, "bindery.canary");
    var every = section.duration("every", SHORTEST, Duration.ofDays(1));
    var lateAfter = section.duration("late-after", SHORTEST, Duration.ofDays(1));
    if (lateAfter.compareTo(every) > 0) {
      throw SettingsException.conflict(
          section.path() + ".late-after",
          lateAfter.toSeconds() + " s",
          "the next canary begins after every = %d s, so one could never be late; make late-after at most as long."
              .formatted(every.toSeconds()));
    }
    var quiet = section.duration("quiet", Duration.ofMillis(100), Duration.ofHours(1));
    if (quiet.compareTo(lateAfter) >= 0) {
      throw SettingsException.conflict(
          section.path() + ".quiet",
          quiet.toMillis() + " ms",
          "each canary would be late before its batch closes; make quiet shorter than late-after.");
    }
    return new CanarySettings(place(section), every, lateAfter, quiet, section.flag("notices"));
  }

  private static Optional<Place> place(Settings section) {
    var prefix = section.text("prefix");
    if (!PREFIX.matcher(prefix).matches()) {
      throw section.notAllowed(
          "prefix",
          "1 to 8 folders, such as bindery-canary/, of ASCII letters, digits, - and _, with a"
              + " slash at the end");
    }
    var name = name(section);
    var workflow = section.optionalText("workflow");
    return section
        .optionalText(BUCKET)
        .map(
            bucket ->
                new Place(
                    bucket,
                    prefix,
                    section.optionalText("registry").orElse(bucket),
                    name,
                    workflow));
  }

  private static PackageName name(Settings section) {
    try {
      return PackageName.forDescription(section.text("package"));
    } catch (InvalidNameException e) {
      throw section.notAllowed("package", "the name of a package; here " + e.reason());
    }
  }

  /** Whether an object, or a folder, is of a canary. */
  public boolean isOf(String bucket, String key) {
    return place
        .filter(it -> it.bucket().equals(bucket) && key.startsWith(it.prefix()))
        .isPresent();
  }
}
