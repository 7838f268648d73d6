package io.bindery.service.cluster;

import java.util.Locale;

/** How a node that starts finds the others. */
public enum Discovery {
  /** By the list of seed nodes. */
  CONFIG,
  /** By the pods of its namespace that belong to the service. */
  KUBERNETES_API;

  /** As in the settings; Akka's method has the same name. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
