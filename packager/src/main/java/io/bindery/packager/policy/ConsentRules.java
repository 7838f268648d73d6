package io.bindery.packager.policy;

import io.bindery.platform.settings.Settings;
import java.util.List;

/**
 * Whether packages that nobody ordered are made without a person's consent.
 *
 * @param making what becomes of folders that ask by themselves
 * @param owned what becomes of packages whose newest revision is somebody else's
 */
public record ConsentRules(Making making, Owned owned) {
  /** All are made but those that belong to a person. */
  public static final ConsentRules STANDARD = new ConsentRules(Making.AUTO, Owned.SUGGEST);

  static final List<String> KEYS = List.of("package", "owned");

  /** Reads the section that holds unless a policy says otherwise. */
  static ConsentRules from(Settings section) {
    return STANDARD.with(section);
  }

  /** Reads a policy's keys; what it leaves out is as in these rules. */
  ConsentRules with(Settings policy) {
    return new ConsentRules(
        policy.has("package") ? policy.choice("package", Making.class) : making,
        policy.has("owned") ? policy.choice("owned", Owned.class) : owned);
  }
}
