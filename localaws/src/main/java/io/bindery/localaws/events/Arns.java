package io.bindery.localaws.events;

/** Names of buses and rules. */
record Arns(String region, String account) {
  static final String DEFAULT_BUS = "default";

  String bus(String name) {
    return "arn:aws:events:" + region + ":" + account + ":event-bus/" + name;
  }

  String rule(String bus, String name) {
    return "arn:aws:events:"
        + region
        + ":"
        + account
        + ":rule/"
        + (bus.equals(DEFAULT_BUS) ? "" : bus + "/")
        + name;
  }

  /** A bus may be named by its name or its ARN; "" is the default one. */
  static String busName(String nameOrArn) {
    return nameOrArn.isEmpty() ? DEFAULT_BUS : nameOrArn.replaceFirst("^arn:.*:event-bus/", "");
  }

  static boolean isQueue(String arn) {
    return arn.startsWith("arn:aws:sqs:");
  }

  static boolean isTopic(String arn) {
    return arn.startsWith("arn:aws:sns:");
  }
}
