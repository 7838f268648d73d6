package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.Exchange;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.s3.wire.HeaderText;
import io.bindery.localaws.s3.wire.Payload;
import io.bindery.localaws.s3.wire.Target;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.w3c.dom.Element;

/** A request to S3 and the place for its answer. */
record S3Request(Exchange exchange, String bucket, String key, Map<String, String> query) {
  /** The longest document that any operation takes: 10,000 parts with their checksums. */
  static final int MOST_XML = 4 << 20;

  static S3Request of(Exchange exchange) {
    Target target = Target.of(exchange.rawPath());
    return new S3Request(
        exchange, target.bucket(), target.key(), Target.query(exchange.rawQuery()));
  }

  /** One of which only the answer is needed. */
  static S3Request unnamed(Exchange exchange) {
    return new S3Request(exchange, "", "", Map.of());
  }

  String method() {
    return exchange.method();
  }

  /** A header, or "". */
  String header(String name) {
    return exchange.header(name);
  }

  boolean asks(String parameter) {
    return query.containsKey(parameter);
  }

  /** A parameter, or "". */
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  Optional<String> versionId() {
    return Optional.ofNullable(query.get("versionId"));
  }

  /** A whole number of a parameter or header. */
  static int number(String name, String text, int whenMissing, int least) {
    if (text.isEmpty()) {
      return whenMissing;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least) {
      throw new AwsError(
          400, "InvalidArgument", "Provided " + name + " not an integer or within integer range");
    }
    return Integer.parseInt(text);
  }

  Payload payload() {
    return new Payload(this::header, exchange.bodyStream());
  }

  /** The body as a document, its checksums compared. */
  Element document() {
    return Xml.parse(document(MOST_XML, true));
  }

  /**
   * The whole body.
   *
   * @param compare whether headers with checksums tell of the body; those of a completed upload
   *     tell of the object
   */
  byte[] document(int limit, boolean compare) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Payload payload =
        compare
            ? payload()
            : new Payload(
                name -> name.startsWith("x-amz-checksum-") ? "" : header(name),
                exchange.bodyStream());
    payload.pump(
        (buffer, length) -> {
          if (bytes.size() + length > limit) {
            throw new AwsError(
                400,
                "MaxMessageLengthExceeded",
                "Your request was too big: it may have " + limit + " bytes.");
          }
          bytes.write(buffer, 0, length);
        },
        List.of());
    return bytes.toByteArray();
  }

  /** All headers that begin with {@code prefix}, without it, in small letters. */
  Map<String, String> headersWith(String prefix) {
    Map<String, String> found = new HashMap<>();
    for (HttpField field : exchange.headers()) {
      String name = field.getLowerCaseName();
      if (name.startsWith(prefix)) {
        found.merge(
            name.substring(prefix.length()),
            HeaderText.read(field.getValue() == null ? "" : field.getValue()),
            (a, b) -> a + "," + b);
      }
    }
    return found;
  }

  void answer(String xml) {
    exchange.answer(AwsResponse.xml(200, xml));
  }

  void answer(Map<String, String> headers, String xml) {
    AwsResponse plain = AwsResponse.xml(200, xml);
    exchange.answer(new AwsResponse(200, plain.contentType(), headers, plain.body()));
  }

  void answer(int status, Map<String, String> headers) {
    exchange.answer(new AwsResponse(status, "", headers, new byte[0]));
  }

  void refuse(AwsError error, Map<String, String> headers) {
    exchange.skipSmallBody();
    AwsResponse plain =
        AwsResponse.xml(
            error.status(),
            new Document("Error", false)
                .add("Code", error.code())
                .add("Message", error.getMessage())
                .add("BucketName", bucket)
                .add("Key", key)
                .add("Resource", exchange.rawPath())
                .add("RequestId", exchange.requestId())
                .add("HostId", exchange.requestId())
                .text());
    exchange.answer(new AwsResponse(error.status(), plain.contentType(), headers, plain.body()));
  }

  void refuse(AwsError error) {
    refuse(error, Map.of());
  }
}
