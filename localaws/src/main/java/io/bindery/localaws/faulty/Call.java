package io.bindery.localaws.faulty;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A request.
 *
 * @param method of HTTP
 * @param path decoded, with the bucket
 * @param query decoded; a parameter without a value has the empty one
 * @param isCopy whether S3 copies an object, or a part of one
 * @param action of services other than S3, such as PutEvents; else empty
 * @param range the bytes that are asked for
 */
public record Call(
    String method,
    String path,
    Map<String, String> query,
    boolean isCopy,
    String action,
    Optional<String> range) {

  /** A page of any listing of a bucket. */
  public static final Predicate<Call> LISTING =
      call ->
          call.is("GET")
              && call.action.isEmpty()
              && call.path.indexOf('/', 1) < 0
              && (call.has("versions") || call.has("list-type"));

  /** A GET of an object, or of a part of it. */
  public static final Predicate<Call> READ =
      call -> call.is("GET") && call.isObject() && !call.has("attributes");

  public static final Predicate<Call> HEAD = call -> call.is("HEAD") && call.isObject();

  public static final Predicate<Call> COPY =
      call -> call.is("PUT") && call.isCopy && !call.has("partNumber");

  public static final Predicate<Call> PART_COPY =
      call -> call.is("PUT") && call.isCopy && call.has("partNumber");

  public static final Predicate<Call> COMPLETE = call -> call.is("POST") && call.has("uploadId");

  /** Only those whose path, without the bucket, begins so. */
  public static Predicate<Call> below(String key) {
    return call -> call.key().startsWith(key);
  }

  /** Without the bucket. */
  public String key() {
    int slash = path.indexOf('/', 1);
    return slash < 0 ? "" : path.substring(slash + 1);
  }

  public boolean has(String parameter) {
    return query.containsKey(parameter);
  }

  private boolean is(String wanted) {
    return method.equals(wanted);
  }

  private boolean isObject() {
    return action.isEmpty() && !key().isEmpty();
  }
}
