package io.bindery.bench.chaos.world;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.util.regex.Pattern;

/**
 * A call of a node.
 *
 * @param service as credentials name it: s3, sqs, events, dataexchange
 * @param operation of those services that say it in a header, such as DeleteMessageBatch; else
 *     empty
 * @param method of HTTP
 */
public record AwsCall(String service, String operation, String method, String path) {
  private static final Pattern SCOPE = Pattern.compile("Credential=[^,/]*/\\d+/[^/]*/([^/]*)/");

  static AwsCall of(HttpExchange exchange) {
    var headers = exchange.getRequestHeaders();
    var target = first(headers, "X-Amz-Target");
    var scope = SCOPE.matcher(first(headers, "Authorization"));
    return new AwsCall(
        scope.find() ? scope.group(1) : "",
        target.substring(target.indexOf('.') + 1),
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath());
  }

  private static String first(Headers headers, String name) {
    var value = headers.getFirst(name);
    return value == null ? "" : value;
  }
}
