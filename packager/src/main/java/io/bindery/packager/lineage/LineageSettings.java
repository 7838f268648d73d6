package io.bindery.packager.lineage;

import com.typesafe.config.Config;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.lineage}.
 *
 * @param http where events are posted to; absent: nowhere
 * @param topicArn the SNS topic that gets them; absent: none
 * @param namespace of the jobs
 * @param retries the pauses after what may pass
 * @param keep how long what cannot be sent is kept
 */
public record LineageSettings(
    Optional<Http> http,
    Optional<String> topicArn,
    String namespace,
    Backoff retries,
    Duration keep) {
  private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");

  /**
   * An endpoint.
   *
   * @param token secret
   * @param timeout of one call
   */
  public record Http(URI url, Optional<String> token, Duration timeout) {
    /** Without the token. */
    @Override
    public String toString() {
      return url.toString();
    }
  }

  /** Reads them from the whole configuration. */
  public static LineageSettings from(Config root) {
    var section = Settings.at(root, "bindery.lineage");
    var shortest = Duration.ofMillis(10);
    return new LineageSettings(
        http(section.section("http")),
        NoticeRules.topic(section),
        section.text("namespace"),
        new Backoff(
            section.duration("first-retry", shortest, Duration.ofMinutes(10)),
            section.duration("longest-retry", shortest, Duration.ofDays(1)),
            0.2),
        section.duration("keep", Duration.ofMinutes(1), Duration.ofDays(366)));
  }

  private static Optional<Http> http(Settings section) {
    var token = section.optionalText("token");
    token
        .filter(secret -> !TOKEN.matcher(secret).matches())
        .ifPresent(
            secret -> {
              throw SettingsException.conflict(
                  section.path() + ".token",
                  "(hidden)",
                  "it must be one word of visible ASCII characters, at most 4096.");
            });
    var timeout = section.duration("timeout", Duration.ofMillis(100), Duration.ofMinutes(5));
    var url = section.optionalHttpUri("url");
    url.filter(uri -> uri.getRawUserInfo() != null || uri.getRawQuery() != null)
        .ifPresent(
            uri -> {
              throw SettingsException.conflict(
                  section.path() + ".url",
                  "(hidden)",
                  "it must have no user, password or query: set the secret in token.");
            });
    return url.map(uri -> new Http(uri, token, timeout));
  }

  /** Where events go. */
  public Set<LineageTarget> targets() {
    var targets = EnumSet.noneOf(LineageTarget.class);
    http.ifPresent(to -> targets.add(LineageTarget.HTTP));
    topicArn.ifPresent(arn -> targets.add(LineageTarget.TOPIC));
    return targets;
  }
}
