package io.bindery.platform.aws;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.aws}.
 *
 * @param region the region of queues, buses and topics
 * @param endpoint one address for all services, as a local stand-in has it; absent = AWS itself
 * @param s3Silence how long S3 may send nothing of an answer before its connection is given up, in
 *     whole seconds
 * @param sendTimeout how long EventBridge, SNS, SQS or a file gateway may take to answer what is
 *     sent to it. Without an answer it is sent again, and may be there twice
 */
public record AwsSettings(
    String region, Optional<URI> endpoint, Duration s3Silence, Duration sendTimeout) {
  private static final Duration S3_SILENCE = Duration.ofMinutes(1);
  private static final Duration SEND_TIMEOUT = Duration.ofMinutes(5);

  /** With five minutes for an answer to what is sent. */
  public AwsSettings(String region, Optional<URI> endpoint, Duration s3Silence) {
    this(region, endpoint, s3Silence, SEND_TIMEOUT);
  }

  /** With a minute for S3's silence as well. */
  public AwsSettings(String region, Optional<URI> endpoint) {
    this(region, endpoint, S3_SILENCE);
  }

  /** Reads {@code bindery.aws}. */
  public static AwsSettings from(Config root) {
    var settings = Settings.at(root, "bindery.aws");
    return new AwsSettings(
        settings.text("region", Grammar.REGION),
        settings.optionalHttpUri("endpoint"),
        settings.duration("s3-silence", Duration.ofSeconds(5), Duration.ofMinutes(10)),
        settings.duration("send-timeout", Duration.ofSeconds(5), Duration.ofHours(1)));
  }
}
