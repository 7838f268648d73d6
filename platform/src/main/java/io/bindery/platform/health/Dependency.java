package io.bindery.platform.health;

import java.util.Optional;

/**
 * Something outside that a node needs.
 *
 * @param name what it is called in the log and in answers, such as {@code router.queue}; one of its
 *     name on a node
 * @param kind what it is
 * @param setting full path of the setting that names it
 * @param value that setting's value; never a secret
 * @param region the AWS region it is asked in; absent where there is none
 * @param required whether the node is not ready without it; else only what uses it suffers
 */
public record Dependency(
    String name,
    Kind kind,
    String setting,
    String value,
    Optional<String> region,
    boolean required) {

  /** Something in AWS without which the node is not ready. */
  public static Dependency required(
      String name, Kind kind, String setting, String value, String region) {
    return new Dependency(name, kind, setting, value, known(region), true);
  }

  /** Something in AWS that harms only its own work when it is away. */
  public static Dependency optional(
      String name, Kind kind, String setting, String value, String region) {
    return new Dependency(name, kind, setting, value, known(region), false);
  }

  private static Optional<String> known(String region) {
    return Optional.of(region).filter(text -> !text.isEmpty());
  }

  /** Kind, setting, value and region in words: all that is needed to find the mistake. */
  public String described() {
    return "%s %s = %s%s"
        .formatted(
            kind.word().replace('-', ' '),
            setting,
            value,
            region.map(" in region %s"::formatted).orElse(""));
  }
}
