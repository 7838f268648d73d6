package io.bindery.localaws.otlp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A span as OTLP 1 brings it; of its attributes those that are texts.
 *
 * @param parentId empty if it has no parent
 * @param links ids of the spans that it links to
 */
public record WireSpan(
    String service,
    String name,
    String traceId,
    String spanId,
    String parentId,
    Instant start,
    Instant end,
    List<String> links,
    Map<String, String> attributes) {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final long NANOS = 1_000_000_000;

  /** The spans of an ExportTraceServiceRequest. Numbers are those of its fields. */
  static List<WireSpan> read(byte[] request) {
    var spans = new ArrayList<WireSpan>();
    for (var ofResource : new Fields(request).messages(1)) {
      var resource = ofResource.messages(1).get(0);
      var service = resource.attributes(1).getOrDefault("service.name", "");
      for (var ofScope : ofResource.messages(2)) {
        ofScope.messages(2).forEach(span -> spans.add(span(service, span)));
      }
    }
    return spans;
  }

  private static WireSpan span(String service, Fields span) {
    return new WireSpan(
        service,
        span.text(5),
        span.hex(1),
        span.hex(2),
        span.hex(4),
        span.time(7),
        span.time(8),
        span.messages(13).stream().map(link -> link.hex(2)).toList(),
        span.attributes(9));
  }

  /** The fields of one message of Protocol Buffers, by their numbers. */
  private static final class Fields {
    private final Map<Integer, List<byte[]>> bytes = new LinkedHashMap<>();
    private final Map<Integer, Long> fixed = new LinkedHashMap<>();

    Fields(byte[] message) {
      var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        int key = (int) varint(in);
        int field = key >> 3;
        switch (key & 7) {
          case VARINT -> varint(in);
          case FIXED64 -> fixed.put(field, in.getLong());
          case FIXED32 -> in.getInt();
          case BYTES -> {
            var value = new byte[(int) varint(in)];
            in.get(value);
            bytes.computeIfAbsent(field, any -> new ArrayList<>()).add(value);
          }
          default -> throw new IllegalArgumentException("no wire type of protobuf: " + key);
        }
      }
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private List<byte[]> all(int field) {
      return bytes.getOrDefault(field, List.of());
    }

    List<Fields> messages(int field) {
      return all(field).stream().map(Fields::new).toList();
    }

    String text(int field) {
      return all(field).stream()
          .map(value -> new String(value, StandardCharsets.UTF_8))
          .findFirst()
          .orElse("");
    }

    String hex(int field) {
      return all(field).stream().map(HexFormat.of()::formatHex).findFirst().orElse("");
    }

    Instant time(int field) {
      long nanos = fixed.getOrDefault(field, 0L);
      return Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS);
    }

    Map<String, String> attributes(int field) {
      var attributes = new LinkedHashMap<String, String>();
      for (var pair : messages(field)) {
        pair.messages(2).stream()
            .filter(value -> !value.all(1).isEmpty())
            .forEach(value -> attributes.put(pair.text(1), value.text(1)));
      }
      return attributes;
    }
  }
}
