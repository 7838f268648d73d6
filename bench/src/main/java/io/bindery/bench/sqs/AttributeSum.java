package io.bindery.bench.sqs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.TreeSet;

/** The MD5 sum of attributes, by which clients see that they have arrived. */
final class AttributeSum {
  private static final byte TEXT = 1;
  private static final byte BINARY = 2;

  private AttributeSum() {}

  /** In hexadecimal digits. */
  static String of(ObjectNode attributes) {
    var sum = Message.md5();
    var names = new TreeSet<String>();
    attributes.fieldNames().forEachRemaining(names::add);
    for (var name : names) {
      var attribute = attributes.get(name);
      add(sum, text(name));
      add(sum, text(attribute.path("DataType").asText()));
      if (attribute.hasNonNull("StringValue")) {
        sum.update(TEXT);
        add(sum, text(attribute.get("StringValue").asText()));
      } else {
        sum.update(BINARY);
        try {
          add(sum, attribute.path("BinaryValue").binaryValue());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return ByteBufUtil.hexDump(sum.digest());
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void add(MessageDigest sum, byte[] bytes) {
    sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sum.update(bytes);
  }
}
