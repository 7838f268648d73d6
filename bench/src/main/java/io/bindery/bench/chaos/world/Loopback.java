package io.bindery.bench.chaos.world;

import io.bindery.bench.chaos.world.Link.Treatment;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All nodes on the loopback interface, and a proxy before each: its peers know the address of the
 * proxy, which knows by the address that a connection comes from which of them it is.
 */
final class Loopback implements Network {
  private static final int FIRST_HOST = 10;
  private static final Treatment HELD = new Treatment.Held();
  private static final Treatment PASS = new Treatment.Pass();

  private final Map<Integer, Integer> ports = new TreeMap<>();
  private final Map<Integer, Integer> healthPorts = new TreeMap<>();
  private final Map<Integer, Link> links = new TreeMap<>();

  Loopback(int nodes) throws IOException {
    for (int node = 1; node <= nodes; node++) {
      int port = Ports.free();
      ports.put(node, port);
      healthPorts.put(node, Ports.free());
      links.put(node, new Link(gateway(), gateway(), () -> port));
    }
  }

  @Override
  public Place place(int node) {
    var settings = new HashMap<String, Object>();
    settings.put("akka.remote.artery.bind.hostname", "127.0.0.1");
    settings.put("akka.remote.artery.bind.port", ports.get(node));
    settings.put(
        "akka.remote.artery.advanced.tcp.outbound-client-hostname", origin(node).getHostAddress());
    return new Place(
        "127.0.0.1", links.get(node).port(), healthPorts.get(node), List.of(), settings);
  }

  private static InetAddress origin(int node) {
    try {
      return InetAddress.getByName("127.0.0." + (FIRST_HOST + node));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public InetAddress gateway() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public boolean losesPackets() {
    return false;
  }

  @Override
  public void isolate(int node, boolean oneWay) {
    links.get(node).treat(HELD);
    if (!oneWay) {
      links.forEach(
          (other, link) -> {
            if (other != node) {
              link.treat(from -> from.equals(origin(node)) ? HELD : PASS);
            }
          });
    }
  }

  @Override
  public void lose(int node, int percent) {
    throw new UnsupportedOperationException("A proxy of TCP loses no packets.");
  }

  @Override
  public void reset(int node) {
    links.get(node).treat(new Treatment.Reset());
    links.get(node).resetAll();
  }

  @Override
  public void delay(int node, long millis) {
    links.get(node).treat(new Treatment.Late(millis));
  }

  @Override
  public void heal() {
    links.values().forEach(Link::heal);
  }

  @Override
  public String words() {
    return "proxies on the loopback interface";
  }

  @Override
  public void close() {
    links.values().forEach(Link::close);
  }
}
