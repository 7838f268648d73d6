package io.bindery.service.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that begin alike.
 *
 * @param first one of them
 * @param bits how many of its first bits are those of all
 */
record Network(InetAddress first, int bits) {
  /** Names are not looked up: whoever answers for a name would be trusted. */
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private static final Pattern TEXT = Pattern.compile("([^/]+)(?:/([0-9]{1,3}))?");

  /** Reads {@code 10.0.0.0/8}, or one address; nothing if it is neither. */
  static Optional<Network> parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return address(matcher.group(1))
        .flatMap(
            first -> {
              int all = first.getAddress().length * Byte.SIZE;
              int bits = matcher.group(2) == null ? all : Integer.parseInt(matcher.group(2));
              return bits > all ? Optional.empty() : Optional.of(new Network(first, bits));
            });
  }

  /** Reads an address; nothing if it is none. */
  static Optional<InetAddress> address(String text) {
    if (!ADDRESS.matcher(text).matches() || !(text.contains(".") || text.contains(":"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  boolean has(InetAddress address) {
    var one = address.getAddress();
    var other = first.getAddress();
    if (one.length != other.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if ((one[bit / Byte.SIZE] & mask) != (other[bit / Byte.SIZE] & mask)) {
        return false;
      }
    }
    return true;
  }
}
