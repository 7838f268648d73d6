package io.bindery.localaws.faulty;

import io.bindery.localaws.faulty.Answer.Delivery;
import java.util.concurrent.atomic.AtomicReference;

/** What becomes of a true answer. */
@FunctionalInterface
public interface Fault {
  Answer spoil(Answer real);

  /** 200 and not a byte. */
  static Fault empty() {
    return real -> real.withStatus(200).withBody("");
  }

  /** 200 and a page for people, as proxies and portals give them. */
  static Fault html() {
    return real ->
        real.withStatus(200)
            .withBody("<!DOCTYPE html>\n<html><body><h1>It works!</h1></body></html>")
            .withHeader("Content-Type", "text/html");
  }

  /** 200 and XML of another service, which says that nothing follows. */
  static Fault foreignXml() {
    return real ->
        real.withStatus(200)
            .withBody(
                "<?xml version=\"1.0\"?><Feed><IsTruncated>false</IsTruncated><Name>x</Name></Feed>");
  }

  /** The first half of the body, as if it were all. */
  static Fault truncated() {
    return real -> {
      var half = new byte[real.body().length / 2];
      System.arraycopy(real.body(), 0, half, 0, half.length);
      return real.withBody(half);
    };
  }

  /** An error in S3's XML, of any status; 200 is one that S3 uses. */
  static Fault error(int status, String code) {
    return real ->
        real.withStatus(status)
            .withBody(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>As ordered.</Message><RequestId>1</RequestId></Error>"
                    .formatted(code))
            .withHeader("Content-Type", "application/xml");
  }

  /** Another text in the body. */
  static Fault replacing(String regex, String text) {
    return real -> real.withBody(real.text().replaceAll("(?s)" + regex, text));
  }

  /** No such element in the body. */
  static Fault without(String element) {
    return replacing("<" + element + ">.*?</" + element + ">|<" + element + "/>", "");
  }

  /** Other text in each such element of the body. */
  static Fault saying(String element, String text) {
    return replacing(
        "<" + element + ">.*?</" + element + ">",
        "<" + element + ">" + text + "</" + element + ">");
  }

  /** A header of this value; null for none. */
  static Fault header(String name, String value) {
    return real -> real.withHeader(name, value);
  }

  static Fault delivered(Delivery delivery) {
    return real -> real.delivered(delivery);
  }

  /** The first answer that meets it, to all that meet it. */
  static Fault repeated() {
    var first = new AtomicReference<Answer>();
    return real -> {
      first.compareAndSet(null, real);
      return first.get();
    };
  }

  /** One fault upon the other. */
  default Fault and(Fault other) {
    return real -> other.spoil(spoil(real));
  }
}
