package io.bindery.exchange.intake;

import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.quilt.checksum.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The ids of publications: 32 hexadecimal digits that follow from what asked for one. So what asks
 * twice is one publication, and two that ask at the same moment are two.
 */
final class PublicationIds {
  private static final int BYTES = 16;

  private PublicationIds() {}

  /** Of a change to a manifest object. */
  static String of(ObjectEvent event) {
    return hash("notice\0" + event.identity());
  }

  /** Of a request by its id. */
  static String ofRequest(String requestId) {
    return hash("request\0" + requestId);
  }

  private static String hash(String text) {
    var digest = Sha256.create().digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, BYTES);
  }
}
