package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * An answer to be written.
 *
 * @param length of the body that is announced, which an answer to HEAD does not have
 * @param sent told of bytes of the body when the network has taken them
 */
record Answer(int status, HttpHeaders headers, long length, List<ByteBuf> body, LongConsumer sent) {

  static Answer empty(int status) {
    return new Answer(status, new DefaultHttpHeaders(), 0, List.of(), bytes -> {});
  }

  static Answer xml(byte[] xml) {
    return bytes(200, "application/xml", xml);
  }

  static Answer json(byte[] json) {
    return bytes(200, "application/json", json);
  }

  static Answer of(S3Error error) {
    return bytes(error.status(), "application/xml", error.xml().getBytes(StandardCharsets.UTF_8));
  }

  private static Answer bytes(int status, String type, byte[] bytes) {
    var headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, type);
    return new Answer(
        status, headers, bytes.length, List.of(Unpooled.wrappedBuffer(bytes)), sent -> {});
  }

  Answer with(CharSequence header, Object value) {
    headers.set(header, value);
    return this;
  }

  /** The same without the body. */
  Answer headOnly() {
    return new Answer(status, headers, length, List.of(), sent);
  }
}
