package io.bindery.exchange.notice;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who is told of publications.
 *
 * @param topicArn is told how each ends, or why it is held; nothing if nobody is
 * @param statusFiles whether files are written beside manifests
 * @param statusInterval how often progress is written there at most
 */
public record NoticeSettings(
    Optional<String> topicArn, boolean statusFiles, Duration statusInterval) {
  private static final Pattern ARN = Pattern.compile("arn:[a-z-]+:sns:[^:]*:[0-9]*:[^:]+");

  /** Reads its part of the section {@code bindery.exchange}. */
  public static NoticeSettings from(Settings settings) {
    var topic = settings.optionalText("topic-arn");
    if (topic.filter(text -> !ARN.matcher(text).matches()).isPresent()) {
      throw settings.notAllowed(
          "topic-arn", "the ARN of an SNS topic, such as arn:aws:sns:us-east-1:111122223333:name");
    }
    return new NoticeSettings(
        topic,
        settings.flag("status-files"),
        settings.duration("status-interval", Duration.ofMillis(10), Duration.ofHours(1)));
  }
}
