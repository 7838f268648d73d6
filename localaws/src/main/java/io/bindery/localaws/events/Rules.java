package io.bindery.localaws.events;

import java.util.Map;

/** What EventBridge keeps. Absent texts are "". */
final class Rules {
  private Rules() {}

  /** All buses by name, as kept. */
  record Kept(Map<String, Bus> buses) {}

  /** A bus and its rules by name. */
  record Bus(String name, String description, Map<String, Rule> rules) {}

  /** A rule and its targets by id. */
  record Rule(
      String name,
      String pattern,
      boolean enabled,
      String description,
      String roleArn,
      Map<String, Target> targets) {
    Rule withEnabled(boolean value) {
      return new Rule(name, pattern, value, description, roleArn, targets);
    }

    Rule withTargets(Map<String, Target> value) {
      return new Rule(name, pattern, enabled, description, roleArn, value);
    }
  }

  /** Where a matching event goes; at most one of input, inputPath and inputTemplate is set. */
  record Target(
      String id,
      String arn,
      String roleArn,
      String input,
      String inputPath,
      Map<String, String> inputPaths,
      String inputTemplate,
      String groupId,
      String deadLetterArn) {}
}
