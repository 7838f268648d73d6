package io.bindery.bench.s3;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request, taken apart.
 *
 * @param key empty for one of the whole bucket
 */
record ObjectRequest(
    String method, String bucket, String key, Map<String, String> query, FullHttpRequest http) {

  static ObjectRequest of(FullHttpRequest http) {
    var uri = new QueryStringDecoder(http.uri());
    var path = uri.path().substring(1);
    int slash = path.indexOf('/');
    var query = new HashMap<String, String>();
    uri.parameters().forEach((name, values) -> query.put(name, values.get(0)));
    return new ObjectRequest(
        http.method().name(),
        slash < 0 ? path : path.substring(0, slash),
        slash < 0 ? "" : path.substring(slash + 1),
        query,
        http);
  }

  boolean asks(String parameter) {
    return query.containsKey(parameter);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(http.headers().get(name));
  }

  StoredBucket.Condition condition() {
    return new StoredBucket.Condition(header("if-match"), header("if-none-match").isPresent());
  }

  byte[] content() {
    ByteBuf body = http.content();
    return header("content-encoding").filter(it -> it.contains("aws-chunked")).isPresent()
        ? AwsChunks.decode(body)
        : ByteBufUtil.getBytes(body);
  }
}
