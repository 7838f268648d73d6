package io.bindery.platform.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node does. Every node can reach all entities of the cluster; they live, and work is begun,
 * on the nodes of their role alone.
 */
public enum NodeRole {
  /** Reads notices, batches live here, announces them. */
  ROUTER,
  /** Reads descriptions, packages are made here. */
  PACKAGER,
  /** Publications are made here. */
  EXCHANGE,
  /** Serves the HTTP API. */
  HTTP;

  private static final String KEY = "roles";
  private static final String ALLOWED =
      "one or more of %s, a list or one text with commas"
          .formatted(Arrays.stream(values()).map(NodeRole::word).collect(Collectors.joining(", ")));

  /** As in the settings, and in Akka's list of members. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads {@code bindery.roles}.
   *
   * @throws io.bindery.platform.settings.SettingsException if a role has no such name, or there is
   *     none
   */
  public static Set<NodeRole> from(Config root) {
    var settings = Settings.at(root, "bindery");
    var words = settings.texts(KEY);
    var roles = named(words);
    if (roles.isEmpty() || roles.size() < words.stream().distinct().count()) {
      throw settings.notAllowed(KEY, ALLOWED);
    }
    return roles;
  }

  /**
   * Those of a node. One that names none has all: a node of a version before there were roles, or a
   * system that was not made by the service.
   */
  public static Set<NodeRole> of(Member member) {
    var roles = named(member.getRoles());
    return roles.isEmpty() ? Collections.unmodifiableSet(EnumSet.allOf(NodeRole.class)) : roles;
  }

  /** Whether a node says what its roles are. */
  public static boolean areNamed(Member member) {
    return !named(member.getRoles()).isEmpty();
  }

  /** Whether this node has the role. */
  public boolean isHere(ActorSystem<?> system) {
    return of(Cluster.get(system).selfMember()).contains(this);
  }

  private static Set<NodeRole> named(Collection<String> words) {
    var roles = EnumSet.noneOf(NodeRole.class);
    for (var role : values()) {
      if (words.contains(role.word())) {
        roles.add(role);
      }
    }
    return Collections.unmodifiableSet(roles);
  }
}
