package io.bindery.exchange.notice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Subject;
import io.bindery.protocol.text.SafeText;
import java.util.Optional;

/**
 * A notice of an outcome: the facts of the publication as JSON with {@code version} and {@code
 * type}, and as a text for mails.
 */
final class NoticeText {
  /** Of the form of notices and files; fields may be added to it. */
  static final String VERSION = "0.1";

  private NoticeText() {}

  /**
   * The message.
   *
   * @param id of the notice: a second message with it is dropped where order is kept
   */
  static OutMessage of(String id, String state, ObjectNode facts) {
    var publicationId = facts.path("publication_id").asText();
    var name = facts.path("manifest").asText(publicationId);
    var subject = Subject.of("Publication of ", name, " " + words(state));
    var json = facts.deepCopy();
    json.put("version", VERSION).put("type", "publication-" + state).put("subject", subject);
    var body = facts.objectNode();
    body.put("default", json.toString());
    body.put("email", text(state, name, facts));
    body.put("sms", subject);
    return new OutMessage(
        body.toString(), publicationId, id, Optional.of(subject), true, Optional.empty());
  }

  private static String words(String state) {
    return switch (state) {
      case "published" -> "is done";
      case "unchanged" -> "changed nothing";
      case "refused" -> "is refused";
      case "failed" -> "has failed";
      case "cancelled" -> "is cancelled";
      case "revoked" -> "is revoked";
      case "held" -> "is held and waits for an order";
      default -> "is " + state;
    };
  }

  private static String text(String state, String name, ObjectNode facts) {
    var text = new StringBuilder();
    text.append("The publication of ").append(SafeText.line(name)).append(' ').append(words(state));
    text.append(".\n\n");
    line(text, facts, "data set", "data_set_id");
    line(text, facts, "product", "product_id");
    line(text, facts, "assets", "assets");
    line(text, facts, "bytes", "bytes");
    if (facts.has("revisions")) {
      text.append(
          "  %-10s%d of %d finalized\n"
              .formatted(
                  "revisions",
                  facts.path("revisions_final").asLong(),
                  facts.path("revisions").asLong()));
    }
    line(text, facts, "same as", "unchanged_since");
    line(text, facts, "problems", "problems");
    if (facts.has("error")) {
      text.append("\nWhy: ").append(SafeText.line(facts.path("error").asText())).append('\n');
    }
    text.append(advice(state, facts));
    return text.append("\nPublication ")
        .append(facts.path("publication_id").asText())
        .append('\n')
        .toString();
  }

  private static String advice(String state, ObjectNode facts) {
    var id = facts.path("publication_id").asText();
    return switch (state) {
      case "refused" ->
          "\nNothing was created. Mend what is wrong, and write the manifest again. All problems:\nbindery publication show %s\n"
              .formatted(id);
      case "failed" -> "\nNothing of it is public.\n";
      case "held" ->
          "\nSome of its revisions may be public. Decide what becomes of it:\nbindery publication go-on %1$s\nbindery publication revoke %1$s --comment '...'\n"
              .formatted(id);
      default -> "";
    };
  }

  private static void line(StringBuilder text, ObjectNode facts, String what, String field) {
    if (facts.hasNonNull(field)) {
      text.append("  %-10s%s\n".formatted(what, SafeText.line(facts.get(field).asText())));
    }
  }
}
