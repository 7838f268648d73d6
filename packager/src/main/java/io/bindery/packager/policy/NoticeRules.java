package io.bindery.packager.policy;

import io.bindery.platform.settings.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told of what.
 *
 * @param topicArn the SNS topic; absent = nobody
 * @param kinds of what
 * @param form how it is worded
 * @param catalogUrl of the Quilt catalog, for links, without a slash at its end
 */
public record NoticeRules(
    Optional<String> topicArn,
    Set<NoticeKind> kinds,
    NoticeForm form,
    Optional<String> catalogUrl) {
  /** Nobody is told of anything. */
  public static final NoticeRules NONE =
      new NoticeRules(Optional.empty(), Set.of(), NoticeForm.BOTH, Optional.empty());

  private static final List<String> KEYS =
      List.of("topic-arn", "success", "failure", "quarantine", "suggestion", "form");
  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:sns:[^:]*:[0-9]*:[^:]+");

  public NoticeRules {
    kinds = Set.copyOf(kinds);
  }

  /** Reads the section that holds unless a policy says otherwise. */
  public static NoticeRules from(Settings section) {
    return new NoticeRules(
        topic(section).filter(arn -> !arn.isEmpty()),
        kinds(section, Set.of()),
        section.choice("form", NoticeForm.class),
        section.optionalHttpUri("catalog-url").map(uri -> uri.toString().replaceAll("/+$", "")));
  }

  /** Reads a policy's section; what it leaves out is as in these rules. */
  public NoticeRules with(Settings section) {
    section.only(KEYS);
    return new NoticeRules(
        section.has("topic-arn") ? topic(section) : topicArn,
        kinds(section, kinds),
        section.has("form") ? section.choice("form", NoticeForm.class) : form,
        catalogUrl);
  }

  /** Reads the ARN of a topic. */
  public static Optional<String> topic(Settings section) {
    var arn = section.optionalText("topic-arn");
    if (arn.filter(text -> !ARN.matcher(text).matches()).isPresent()) {
      throw section.notAllowed(
          "topic-arn", "the ARN of an SNS topic, such as arn:aws:sns:us-east-1:111122223333:name");
    }
    return arn;
  }

  private static Set<NoticeKind> kinds(Settings section, Set<NoticeKind> otherwise) {
    var kinds = EnumSet.noneOf(NoticeKind.class);
    for (var kind : NoticeKind.values()) {
      var key = kind.name().toLowerCase(java.util.Locale.ROOT);
      if (section.has(key) ? section.flag(key) : otherwise.contains(kind)) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  /** Whether anybody is told. */
  public boolean wants(NoticeKind kind) {
    return topicArn.isPresent() && kinds.contains(kind);
  }
}
