package io.bindery.service.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
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
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.Serial;
import java.util.Locale;
import java.util.Optional;

/** What the API answers: JSON, and problems as RFC 9457 has them. */
final class Reply {
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

  /** How long a client that comes too much should stay away. */
  private static final long RETRY_SECONDS = 1;

  /** The members of RFC 9457 and one of ours; without {@code type} it is {@code about:blank}. */
  private record Problem(String title, int status, String detail, Optional<String> field) {}

  private Reply() {}

  /** 200 with a record, list or map as JSON; its fields are written in snake case. */
  static HttpResponse ok(Object body) {
    return json(200, body);
  }

  static HttpResponse json(int status, Object body) {
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, bytes(body)));
  }

  /**
   * A refusal or failure.
   *
   * @param detail what is wrong and the way out, for the person who sent the request
   */
  static HttpResponse problem(int status, String detail) {
    return problem(status, detail, Optional.empty());
  }

  /**
   * A refusal because of one field of the request's body.
   *
   * @param field its name; empty if it is not a field that is wrong
   */
  static HttpResponse problemOf(String field, int status, String detail) {
    return problem(status, detail, Optional.of(field).filter(name -> !name.isEmpty()));
  }

  private static HttpResponse problem(int status, String detail, Optional<String> field) {
    var title = StatusCodes.get(status).reason();
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM, bytes(new Problem(title, status, detail, field))));
  }

  /** 503 with the time after which to try again. */
  static HttpResponse later(String detail) {
    return problem(503, detail).addHeader(RetryAfter.create(RETRY_SECONDS));
  }

  static HttpResponse problem(int status, String detail, HttpHeader header) {
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
