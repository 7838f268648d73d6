package io.bindery.platform.aws;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.net.URI;
import java.util.Optional;

/**
 * Section {@code bindery.aws}.
 *
 * @param region the region of queues, buses and topics
 * @param endpoint one address for all services, as a local stand-in has it; absent = AWS itself
 */
public record AwsSettings(String region, Optional<URI> endpoint) {
  /** Reads {@code bindery.aws}. */
  public static AwsSettings from(Config root) {
    var settings = Settings.at(root, "bindery.aws");
    return new AwsSettings(settings.text("region"), settings.optionalHttpUri("endpoint"));
  }
}
