package io.bindery.packager.gateway;

import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.packager.file-gateway}.
 *
 * @param shares that are refreshed; without any, nothing is
 * @param pause least time between two calls for one share
 * @param timeout how long the end of a refresh is waited for
 * @param attempts after which a refresh that is refused is given up
 * @param refusedFor how long what AWS refuses for now, as for a right that was taken away, is tried
 *     again; these attempts do not count
 * @param keep how long it is remembered what became of refreshes
 */
public record GatewaySettings(
    List<FileShare> shares,
    Duration pause,
    Duration timeout,
    int attempts,
    Duration keep,
    Duration refusedFor) {

  private static final List<String> KEYS =
      List.of("arn", "gateway", "bucket", "prefix", "registry");

  /** As in "Actions, resources, and condition keys for AWS Storage Gateway". */
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:storagegateway:[a-z0-9-]+:\\d{12}:share/share-[0-9A-Za-z]+");

  private static final int MAX_SHARES = 1000;

  public GatewaySettings {
    shares = List.copyOf(shares);
  }

  /** Reads the section. */
  public static GatewaySettings from(Settings section, Duration refusedFor) {
    var shares = section.sections("shares").stream().map(GatewaySettings::share).toList();
    var arns = new HashSet<String>();
    for (int i = 0; i < shares.size(); i++) {
      if (!arns.add(shares.get(i).arn())) {
        throw SettingsException.conflict(
            "%s.shares[%d].arn".formatted(section.path(), i),
            shares.get(i).arn(),
            "there is an entry for this share already: a share shows one bucket.");
      }
    }
    if (shares.size() > MAX_SHARES) {
      throw section.notAllowed("shares", "a list of at most %d shares".formatted(MAX_SHARES));
    }
    return new GatewaySettings(
        shares,
        section.duration("pause", Duration.ZERO, Duration.ofHours(1)),
        section.duration("timeout", Duration.ofSeconds(1), Duration.ofDays(1)),
        section.integer("attempts", 1, 1000),
        section.duration("keep", Duration.ofMinutes(1), Duration.ofDays(366)),
        refusedFor);
  }

  private static FileShare share(Settings share) {
    share.only(KEYS);
    var arn = share.text("arn");
    if (!ARN.matcher(arn).matches()) {
      throw share.notAllowed(
          "arn",
          "the ARN of a file share, arn:aws:storagegateway:REGION:ACCOUNT:share/share-0123ABCD");
    }
    var prefix = share.optionalText("prefix").orElse("");
    if (prefix.startsWith("/") || (!prefix.isEmpty() && !prefix.endsWith("/"))) {
      throw share.notAllowed(
          "prefix", "the folder of the bucket that the share shows, such as runs/");
    }
    return new FileShare(
        arn,
        share.optionalText("gateway").orElse(""),
        share.text("bucket"),
        prefix,
        share.optionalText("registry"));
  }
}
