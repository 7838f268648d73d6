package io.bindery.localaws.s3;

import io.bindery.localaws.http.Xml;
import java.util.List;
import org.w3c.dom.Element;

/** The documents of DeleteObjects. */
final class DeleteRequest {
  /** One object to delete; {@code versionId} is "" if none is named. */
  record Item(String key, String versionId) {}

  private DeleteRequest() {}

  static List<Item> parse(byte[] body) {
    return items(body, "Object");
  }

  /** What could not be deleted, from the answer. */
  static List<Item> errors(byte[] answer) {
    return items(answer, "Error");
  }

  private static List<Item> items(byte[] document, String name) {
    Element root = Xml.parse(document);
    return Xml.children(root, name).stream()
        .map(e -> new Item(Xml.text(e, "Key"), Xml.text(e, "VersionId")))
        .toList();
  }
}
