package io.bindery.router.announce;

import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.announcement.Announcement;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.router.announce}.
 *
 * @param mode whether the world is told
 * @param bus name or ARN of the EventBridge bus
 * @param source the source of the events
 * @param detailType the detail-type of the events
 * @param strictDetail whether the detail has only what Event-Driven Packaging writes
 * @param topicArn the SNS topic
 * @param packagerQueueUrl the SQS queue of package descriptions
 * @param shadowBus name or ARN of the EventBridge bus for {@link Mode#SHADOW}
 */
public record AnnounceSettings(
    Mode mode,
    Optional<String> bus,
    String source,
    String detailType,
    boolean strictDetail,
    Optional<String> topicArn,
    Optional<URI> packagerQueueUrl,
    Optional<String> shadowBus) {
  private static final Pattern TOPIC_ARN =
      Pattern.compile("arn:[a-z-]+:sns:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_-]{1,256}(\\.fifo)?");

  /** Who is told of closed batches. */
  public enum Mode {
    /** Every target that is set. */
    LIVE,
    /** The shadow bus only. */
    SHADOW
  }

  /**
   * Reads the section.
   *
   * @throws SettingsException also if nobody would be told, or if the shadow bus is the live one
   */
  public static AnnounceSettings from(Settings section) {
    var topicArn = section.optionalText("topic-arn");
    if (topicArn.isPresent() && !TOPIC_ARN.matcher(topicArn.get()).matches()) {
      throw section.notAllowed(
          "topic-arn", "an ARN such as arn:aws:sns:us-east-1:123456789012:NAME");
    }
    var settings =
        new AnnounceSettings(
            section.choice("mode", Mode.class),
            section.optionalText("bus", Grammar.BUS),
            section.text("source"),
            section.text("detail-type"),
            section.flag("strict-detail"),
            topicArn,
            section.optionalHttpUri("packager-queue-url"),
            section.optionalText("shadow-bus", Grammar.BUS));
    settings.check(section);
    return settings;
  }

  private void check(Settings section) {
    if (mode == Mode.SHADOW && shadowBus.isEmpty()) {
      throw SettingsException.conflict(
          section.path() + ".shadow-bus", "", "mode is shadow: name the bus to announce to.");
    }
    if (mode == Mode.SHADOW && shadowBus.equals(bus)) {
      throw SettingsException.conflict(
          section.path() + ".shadow-bus",
          shadowBus.get(),
          "it must be another bus than bus, or the consumers of that one act on both.");
    }
    if (targets().isEmpty()) {
      throw SettingsException.conflict(
          section.path() + ".bus",
          "",
          "batches would be announced to nobody: set bus, topic-arn or packager-queue-url.");
    }
  }

  /** Whom a batch is announced to, in the order of the enum. */
  List<Target> targets() {
    if (mode == Mode.SHADOW) {
      return List.of(Target.SHADOW_BUS);
    }
    var targets = new ArrayList<Target>();
    bus.ifPresent(name -> targets.add(Target.EVENT_BUS));
    topicArn.ifPresent(arn -> targets.add(Target.TOPIC));
    packagerQueueUrl.ifPresent(url -> targets.add(Target.PACKAGER_QUEUE));
    return List.copyOf(targets);
  }

  /** The detail of an event, with the facts of the batch unless it must be strict. */
  String detail(Announcement announcement) {
    return strictDetail
        ? new Announcement(announcement.bucket(), announcement.prefix(), Optional.empty())
            .toDetail()
        : announcement.toDetail();
  }
}
