package io.bindery.deploy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;

/**
 * What the NetworkPolicies of a namespace let through, as a plugin that enforces them decides: a
 * pod that no policy selects is open; else one of the rules must let it.
 *
 * @param policies those of the namespace of the pod
 */
record Traffic(List<Manifest> policies) {
  private static final Map<String, Integer> PORTS =
      Map.of("http", 8080, "management", 8558, "remoting", 25520, "postgres", 5432);

  /**
   * Who is at the other end.
   *
   * @param address its address; empty for a pod
   * @param same whether it is a pod of the same namespace
   * @param namespace the labels of its namespace, if it is a pod
   * @param pod its labels, if it is a pod
   */
  record Peer(
      String address, boolean same, Map<String, Object> namespace, Map<String, Object> pod) {
    static Peer at(String address) {
      return new Peer(address, false, Map.of(), Map.of());
    }

    static Peer beside(Map<String, Object> pod) {
      return new Peer("", true, Map.of("kubernetes.io/metadata.name", "bindery"), pod);
    }

    static Peer in(Map<String, Object> namespace) {
      return new Peer("", false, namespace, Map.of("app", "other"));
    }
  }

  boolean out(Map<String, Object> pod, Peer to, int port, String protocol) {
    return lets("Egress", "egress", "to", pod, to, port, protocol);
  }

  boolean in(Map<String, Object> pod, Peer from, int port) {
    return lets("Ingress", "ingress", "from", pod, from, port, "TCP");
  }

  private boolean lets(
      String type,
      String rules,
      String ends,
      Map<String, Object> pod,
      Peer peer,
      int port,
      String protocol) {
    var selecting =
        policies.stream()
            .filter(policy -> fits(policy.inner("spec/podSelector"), pod))
            .filter(
                policy ->
                    policy.at("spec/policyTypes") instanceof List<?> types && types.contains(type))
            .toList();
    return selecting.isEmpty()
        || selecting.stream()
            .flatMap(policy -> policy.list("spec/" + rules).stream())
            .anyMatch(rule -> ports(rule, port, protocol) && ends(rule, ends, peer));
  }

  private static boolean ports(Map<String, Object> rule, int port, String protocol) {
    return !rule.containsKey("ports")
        || Manifest.list(rule, "ports").stream()
            .anyMatch(
                one ->
                    one.getOrDefault("protocol", "TCP").equals(protocol)
                        && (one.get("port") instanceof Integer number
                                ? number
                                : PORTS.get(String.valueOf(one.get("port"))))
                            == port);
  }

  private static boolean ends(Map<String, Object> rule, String ends, Peer peer) {
    return !rule.containsKey(ends)
        || Manifest.list(rule, ends).stream().anyMatch(end -> end(end, peer));
  }

  private static boolean end(Map<String, Object> end, Peer peer) {
    if (end.get("ipBlock") instanceof Map<?, ?> block) {
      return !peer.address().isEmpty()
          && within(peer.address(), String.valueOf(block.get("cidr")))
          && (!(block.get("except") instanceof List<?> except)
              || except.stream().noneMatch(one -> within(peer.address(), String.valueOf(one))));
    }
    boolean namespace =
        end.containsKey("namespaceSelector")
            ? fits(Manifest.map(end.get("namespaceSelector")), peer.namespace())
            : peer.same();
    return peer.address().isEmpty()
        && namespace
        && (!end.containsKey("podSelector")
            || fits(Manifest.map(end.get("podSelector")), peer.pod()));
  }

  private static boolean fits(Map<String, Object> selector, Map<String, Object> labels) {
    if (selector.containsKey("matchExpressions")) {
      throw new IllegalStateException("not understood here: " + selector);
    }
    return !(selector.get("matchLabels") instanceof Map<?, ?> wanted)
        || labels.entrySet().containsAll(wanted.entrySet());
  }

  private static boolean within(String address, String block) {
    var parts = block.split("/", 2);
    var one = bytes(address);
    var net = bytes(parts[0]);
    if (one.length != net.length) {
      return false;
    }
    int host = one.length * 8 - Integer.parseInt(parts[1]);
    return new BigInteger(1, one).shiftRight(host).equals(new BigInteger(1, net).shiftRight(host));
  }

  private static byte[] bytes(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
