package io.bindery.router.policy;

import io.bindery.platform.settings.SettingsException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is found of a policy that is not set yet.
 *
 * @param problems what is wrong with it; none if it may be set
 * @param policy as it would be in force; absent if something is wrong
 * @param effective its words, and those of its preset and of the default policy where it has none
 */
public record PolicyCheck(
    List<SettingsException> problems,
    Optional<BucketPolicy> policy,
    Map<String, Object> effective) {
  public PolicyCheck {
    problems = List.copyOf(problems);
  }
}
