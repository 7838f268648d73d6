package io.bindery.service.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.model.headers.RetryAfter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.RawValue;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bindery.platform.database.Page;
import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the API answers: JSON, and problems as RFC 9457 has them. */
public final class Reply {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModules(
              new Jdk8Module(), new JavaTimeModule(), new SimpleModule().addSerializer(new Words()))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build();

  private static final ContentType PROBLEM =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  /** What the items of one answer add up to: more would fill a small heap. */
  private static final int PAGE_BYTES = 2 << 20;

  /** How long a client that comes too much should stay away. */
  private static final long RETRY_SECONDS = 1;

  /** The members of RFC 9457 and one of ours; without {@code type} it is {@code about:blank}. */
  private record Problem(String title, int status, String detail, Optional<String> field) {}

  private Reply() {}

  /** 200 with a record, list or map as JSON; its fields are written in snake case. */
  public static HttpResponse ok(Object body) {
    return json(200, body);
  }

  /** An answer's fields in the order in which they are put, where no record names them. */
  public static Object inOrder(Map<String, ?> fields) {
    var node = MAPPER.createObjectNode();
    fields.forEach((name, value) -> node.set(name, MAPPER.valueToTree(value)));
    return node;
  }

  /** A part of a list: its items by a name, and {@code next}. */
  public static HttpResponse page(String name, Page<?> page) {
    return page(name, page, Map.of());
  }

  /**
   * As many items as fit into an answer, and {@code next} if others come after them.
   *
   * @param more fields of the answer beside the items
   */
  public static HttpResponse page(String name, Page<?> page, Map<String, ?> more) {
    var items = new ArrayList<RawValue>();
    long bytes = 0;
    for (var item : page.items()) {
      var json = new String(bytes(item), StandardCharsets.UTF_8);
      bytes += json.length();
      if (bytes > PAGE_BYTES && !items.isEmpty()) {
        break;
      }
      items.add(new RawValue(json));
    }
    var body = new LinkedHashMap<String, Object>(more);
    body.put(name, items);
    page.first(items.size()).next().ifPresent(next -> body.put("next", next.text()));
    return json(200, body);
  }

  /**
   * As many of the items as fit into an answer.
   *
   * @return all of them if they do
   */
  public static <T> List<T> fitting(List<T> items) {
    long bytes = 0;
    for (int i = 0; i < items.size(); i++) {
      bytes += bytes(items.get(i)).length;
      if (bytes > PAGE_BYTES && i > 0) {
        return items.subList(0, i);
      }
    }
    return items;
  }

  public static HttpResponse json(int status, Object body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
  }

  /**
   * A refusal or failure.
   *
   * @param detail what is wrong and the way out, for the person who sent the request
   */
  public static HttpResponse problem(int status, String detail) {
    return problem(status, detail, Optional.empty());
  }

  /**
   * A refusal because of one field of the request's body.
   *
   * @param field its name; empty if it is not a field that is wrong
   */
  public static HttpResponse problemOf(String field, int status, String detail) {
    return problem(status, detail, Optional.of(field).filter(name -> !name.isEmpty()));
  }

  /**
   * A refusal because of one field, with more for a program that sends it again.
   *
   * @param more fields of the answer beside those of a problem
   */
  public static HttpResponse problemOf(
      String field, int status, String detail, Map<String, ?> more) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("title", StatusCodes.get(status).reason());
    fields.put("status", status);
    fields.put("detail", detail);
    fields.put("field", field);
    fields.putAll(more);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM, bytes(inOrder(fields))));
  }

  private static HttpResponse problem(int status, String detail, Optional<String> field) {
    var title = StatusCodes.get(status).reason();
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM, bytes(new Problem(title, status, detail, field))));
  }

  /** 503 with the time after which to try again. */
  public static HttpResponse later(String detail) {
    return problem(503, detail).addHeader(RetryAfter.create(RETRY_SECONDS));
  }

  public static HttpResponse noSuchVersion() {
    return problem(404, "There is no such version; the history lists those there are.");
  }

  /** With the version of what it is about. */
  public static HttpResponse versioned(HttpResponse reply, long version) {
    return reply.addHeader(RawHeader.create("ETag", "\"" + version + "\""));
  }

  public static HttpResponse problem(int status, String detail, HttpHeader header) {
    return problem(status, detail).addHeader(header);
  }

  /** A constant is written as in the settings: in lower case, with hyphens. */
  private static final class Words extends StdSerializer<Enum<?>> {
    @Serial private static final long serialVersionUID = 1L;

    Words() {
      super(Enum.class, false);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }

  private static byte[] bytes(Object body) {
    try {
      return MAPPER.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(body.getClass() + " cannot be written as JSON", e);
    }
  }
}
