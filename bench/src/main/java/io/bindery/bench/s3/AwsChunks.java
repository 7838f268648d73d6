package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Takes the bytes out of content encoding {@code aws-chunked}. */
final class AwsChunks {
  private AwsChunks() {}

  static byte[] decode(ByteBuf body) {
    var out = new ByteArrayOutputStream(body.readableBytes());
    while (true) {
      var head = line(body);
      int semicolon = head.indexOf(';');
      int size = Integer.parseInt(semicolon < 0 ? head : head.substring(0, semicolon), 16);
      if (size == 0) {
        return out.toByteArray();
      }
      var chunk = new byte[size];
      body.readBytes(chunk);
      out.writeBytes(chunk);
      body.skipBytes(2);
    }
  }

  private static String line(ByteBuf body) {
    int length = body.bytesBefore((byte) '\r');
    if (length < 0) {
      throw new S3Error(400, "IncompleteBody", "A chunk is cut off.");
    }
    var text = body.readCharSequence(length, StandardCharsets.US_ASCII).toString();
    body.skipBytes(2);
    return text;
  }
}
