package io.bindery.service.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A request as it came.
 *
 * @param address who sent it, as far as that is known
 * @param id tells it from all others, in its answer and in the audit trail
 */
record Incoming(HttpRequest request, InetAddress address, String id) {
  /** What the cookie of a browser that signed in is called. */
  static final String COOKIE = "bindery_session";

  private static final String FORWARDED_FOR = "x-forwarded-for";

  /**
   * A request.
   *
   * @param peer who opened its connection
   * @param proxies who is believed when he says for whom he sends it
   */
  static Incoming of(HttpRequest request, InetAddress peer, List<Network> proxies) {
    var id = "%016x".formatted(ThreadLocalRandom.current().nextLong());
    return new Incoming(request, sender(request, peer, proxies), id);
  }

  /**
   * The nearest to us of those that no proxy of ours is: what stands before it anyone may write.
   */
  private static InetAddress sender(HttpRequest request, InetAddress peer, List<Network> proxies) {
    if (!isOneOf(proxies, peer)) {
      return peer;
    }
    var named = new ArrayList<String>();
    for (var header : request.getHeaders()) {
      if (header.lowercaseName().equals(FORWARDED_FOR)) {
        named.addAll(List.of(header.value().split(",", -1)));
      }
    }
    var sender = peer;
    for (int i = named.size() - 1; i >= 0; i--) {
      var address = Network.address(named.get(i).strip());
      if (address.isEmpty()) {
        return sender;
      }
      sender = address.get();
      if (!isOneOf(proxies, sender)) {
        return sender;
      }
    }
    return sender;
  }

  private static boolean isOneOf(List<Network> networks, InetAddress address) {
    return networks.stream().anyMatch(network -> network.has(address));
  }

  Optional<String> header(String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** The site of the page that sends it; nothing if no page does. */
  Optional<String> origin() {
    return header("Origin");
  }

  /** Of a browser that signed in. */
  Optional<String> sessionCookie() {
    for (var header : request.getHeaders()) {
      if (header.lowercaseName().equals("cookie")) {
        for (var pair : header.value().split(";", -1)) {
          int equals = pair.indexOf('=');
          if (equals > 0 && pair.substring(0, equals).strip().equals(COOKIE)) {
            return Optional.of(pair.substring(equals + 1).strip());
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it can change something. */
  boolean mayChange() {
    var method = request.method().name();
    return !method.equals("GET") && !method.equals("HEAD") && !method.equals("OPTIONS");
  }

  String sender() {
    return address.getHostAddress();
  }
}
