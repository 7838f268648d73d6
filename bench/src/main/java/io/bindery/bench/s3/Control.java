package io.bindery.bench.s3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What the benchmark itself asks, below a path that no bucket can have. */
final class Control {
  /** In place of a bucket's name. */
  static final String PATH = "-";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Operations operations;
  private final Statistics statistics;
  private final Content content;
  private final Latency latency;

  Control(Operations operations, Statistics statistics, Content content, Latency latency) {
    this.operations = operations;
    this.statistics = statistics;
    this.content = content;
    this.latency = latency;
  }

  Answer answer(ObjectRequest request) {
    var name = request.query().get("bucket");
    return switch (request.key()) {
      case "usage" -> json(statistics.now());
      case "sent" -> json(generated(name).sent());
      case "stored" -> {
        operations.add(name, new StoredBucket());
        yield Answer.empty(204);
      }
      case "generated" -> {
        operations.add(name, new GeneratedBucket(set(request), content));
        yield Answer.empty(204);
      }
      case "growing" -> {
        operations.add(name, new GrowingBucket(content));
        yield Answer.empty(204);
      }
      case "upload" -> json(uploaded(name, request));
      case "written" ->
          json(
              bucket(name, StoredBucket.class)
                  .written(request.query().get("key"))
                  .map(Instant::toString)
                  .orElse(""));
      case "change" -> {
        generated(name).change(Integer.parseInt(request.query().get("every")));
        yield Answer.empty(204);
      }
      case "latency" -> {
        latency.set(Duration.ofMillis(Long.parseLong(request.query().get("ms"))));
        yield Answer.empty(204);
      }
      default -> throw S3Error.noSuchKey(request.key());
    };
  }

  private static ObjectSet set(ObjectRequest request) {
    try {
      return JSON.readValue(request.content(), ObjectSet.class);
    } catch (java.io.IOException e) {
      throw new S3Error(400, "InvalidRequest", e.toString());
    }
  }

  private List<Uploaded> uploaded(String name, ObjectRequest request) {
    var bucket = bucket(name, GrowingBucket.class);
    long size = Long.parseLong(request.query().get("size"));
    try {
      return Stream.of(JSON.readValue(request.content(), String[].class))
          .map(key -> bucket.add(key, size))
          .toList();
    } catch (java.io.IOException e) {
      throw new S3Error(400, "InvalidRequest", e.toString());
    }
  }

  private GeneratedBucket generated(String name) {
    return bucket(name, GeneratedBucket.class);
  }

  private <B extends Bucket> B bucket(String name, Class<B> kind) {
    var bucket = operations.bucket(name);
    if (!kind.isInstance(bucket)) {
      throw new S3Error(
          400, "InvalidRequest", "Bucket " + name + " is no " + kind.getSimpleName() + ".");
    }
    return kind.cast(bucket);
  }

  private static Answer json(Object value) {
    try {
      return Answer.json(JSON.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
