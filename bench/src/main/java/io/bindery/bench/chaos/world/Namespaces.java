package io.bindery.bench.chaos.world;

import io.bindery.bench.measure.BenchException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Each node in a network namespace of its own, on a bridge; faults are rules of nft in it. */
final class Namespaces implements Network {
  private static final int PORT = 25520;
  private static final int HEALTH_PORT = 8558;
  private static final int FIRST_HOST = 10;
  private static final int LOW_BITS = 256;
  private static final int FIRST_NET = 200;
  private static final int NETS = 50;
  private static final Pattern OURS = Pattern.compile("bindery-(\\d+)-\\d+");

  private final long id = ProcessHandle.current().pid();
  private final String net = "10.%d.%d.".formatted(FIRST_NET + id / LOW_BITS % NETS, id % LOW_BITS);
  private final int nodes;

  /** The rules of each node that has some. */
  private final Map<Integer, Set<String>> rules = new TreeMap<>();

  private Namespaces(int nodes) {
    this.nodes = nodes;
  }

  /** Makes them, if this user may and the programs are there. */
  static Optional<Network> make(int nodes) {
    var network = new Namespaces(nodes);
    try {
      removeOrphans();
      network.make();
      return Optional.of(network);
    } catch (BenchException e) {
      network.close();
      return Optional.empty();
    }
  }

  private void make() {
    Shell.run("nft", "list", "ruleset");
    ip("link add %s type bridge".formatted(bridge()));
    ip("addr add %s1/24 dev %s".formatted(net, bridge()));
    ip("link set %s up".formatted(bridge()));
    for (int node = 1; node <= nodes; node++) {
      var outside = "b%sn%d".formatted(Long.toString(id, Character.MAX_RADIX), node);
      ip("netns add %s".formatted(name(node)));
      ip("link add %s type veth peer name eth0 netns %s".formatted(outside, name(node)));
      ip("link set %s master %s up".formatted(outside, bridge()));
      ip("-n %s addr add %s/24 dev eth0".formatted(name(node), host(node)));
      ip("-n %s link set eth0 up".formatted(name(node)));
      ip("-n %s link set lo up".formatted(name(node)));
    }
    // Whether the kernel knows all that is needed.
    lose(1, 1);
    heal();
  }

  private static void ip(String line) {
    Shell.run(("ip " + line).split(" ", -1));
  }

  private String bridge() {
    return "bdy" + Long.toString(id, Character.MAX_RADIX);
  }

  private String name(int node) {
    return "bindery-%d-%d".formatted(id, node);
  }

  private String host(int node) {
    return net + (FIRST_HOST + node);
  }

  private String peers(int node) {
    return IntStream.rangeClosed(1, nodes)
        .filter(other -> other != node)
        .mapToObj(this::host)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  @Override
  public Place place(int node) {
    return new Place(
        host(node), PORT, HEALTH_PORT, List.of("ip", "netns", "exec", name(node)), Map.of());
  }

  @Override
  public InetAddress gateway() {
    try {
      return InetAddress.getByName(net + "1");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean losesPackets() {
    return true;
  }

  @Override
  public void isolate(int node, boolean oneWay) {
    var drops = new HashSet<>(Set.of("in ip saddr %s drop".formatted(peers(node))));
    if (!oneWay) {
      drops.add("out ip daddr %s drop".formatted(peers(node)));
    }
    set(node, drops);
  }

  @Override
  public void lose(int node, int percent) {
    set(node, Set.of("in meta l4proto tcp numgen random mod 100 < %d drop".formatted(percent)));
  }

  @Override
  public void reset(int node) {
    set(
        node,
        Set.of(
            "in ip saddr %s meta l4proto tcp reject with tcp reset".formatted(peers(node)),
            "out ip daddr %s meta l4proto tcp reject with tcp reset".formatted(peers(node))));
  }

  @Override
  public void delay(int node, long millis) {
    // Kernels without netem cannot; the links to database and AWS are delayed.
  }

  private synchronized void set(int node, Set<String> wanted) {
    rules.put(node, wanted);
    var text = new StringBuilder("flush ruleset\ntable inet chaos {\n");
    for (var chain : List.of("in", "out")) {
      text.append("chain ").append(chain).append(" {\n");
      text.append("type filter hook %sput priority 0; policy accept;\n".formatted(chain));
      wanted.stream()
          .filter(rule -> rule.startsWith(chain + " "))
          .forEach(rule -> text.append(rule.substring(chain.length() + 1)).append('\n'));
      text.append("}\n");
    }
    nft(node, text.append("}\n").toString());
  }

  private void nft(int node, String text) {
    Shell.feed(text, "ip", "netns", "exec", name(node), "nft", "-f", "-");
  }

  @Override
  public synchronized void heal() {
    rules.keySet().forEach(node -> nft(node, "flush ruleset\n"));
    rules.clear();
  }

  @Override
  public String words() {
    return "network namespaces and nft";
  }

  @Override
  public void close() {
    for (int node = 1; node <= nodes; node++) {
      // The end of a namespace is the end of its links.
      Shell.tried("", "ip", "netns", "del", name(node));
    }
    Shell.tried("", "ip", "link", "del", bridge());
  }

  /** Those of a run that was killed. */
  private static void removeOrphans() {
    var dead = new HashSet<Long>();
    Shell.run("ip", "netns", "list")
        .lines()
        .forEach(
            line -> {
              var matcher = OURS.matcher(line);
              if (matcher.lookingAt()) {
                long pid = Long.parseLong(matcher.group(1));
                if (ProcessHandle.of(pid).isEmpty()) {
                  Shell.tried("", "ip", "netns", "del", matcher.group());
                  dead.add(pid);
                }
              }
            });
    dead.forEach(
        pid ->
            Shell.tried("", "ip", "link", "del", "bdy" + Long.toString(pid, Character.MAX_RADIX)));
  }
}
