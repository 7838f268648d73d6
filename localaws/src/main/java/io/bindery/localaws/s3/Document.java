package io.bindery.localaws.s3;

import io.bindery.localaws.http.Xml;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** An XML document that is being written. */
final class Document {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'.000Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  static final String OWNER = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";

  private final StringBuilder xml =
      new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  private final String root;

  Document(String root) {
    this(root, true);
  }

  Document(String root, boolean namespace) {
    this.root = root;
    xml.append('<').append(root);
    if (namespace) {
      xml.append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"");
    }
    xml.append('>');
  }

  Document add(String name, String text) {
    xml.append(Xml.element(name, text));
    return this;
  }

  Document add(String name, long number) {
    return add(name, Long.toString(number));
  }

  Document add(String name, boolean value) {
    return add(name, Boolean.toString(value));
  }

  /** Whole seconds, as in headers. */
  Document add(String name, Instant time) {
    return add(name, SECONDS.format(time));
  }

  Document addIf(boolean wanted, String name, String text) {
    return wanted ? add(name, text) : this;
  }

  Document open(String name) {
    xml.append('<').append(name).append('>');
    return this;
  }

  Document close(String name) {
    xml.append("</").append(name).append('>');
    return this;
  }

  /** There is one owner of everything. */
  Document owner(String name) {
    return open(name).add("ID", OWNER).add("DisplayName", "local").close(name);
  }

  String text() {
    return xml + "</" + root + ">";
  }
}
