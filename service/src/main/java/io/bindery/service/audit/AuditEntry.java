package io.bindery.service.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** What is added to the trail: a record without its number, its time and the hash before it. */
public final class AuditEntry {
  /** Of what is in a record: it says how the rest is read. */
  private static final int VERSION = 1;

  private static final int LONGEST_DETAIL = 500;

  /** In ASCII, so that a record is the same bytes wherever it is kept or shown. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final String json;

  private AuditEntry(ObjectNode fields) {
    try {
      this.json = JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  /**
   * Who did something.
   *
   * @param request the id of the request, as its answer has it
   * @param actor who, as far as it was proved
   * @param forWhom what the request itself says of it
   * @param role what he may do
   * @param how it was proved
   * @param from which address
   */
  public record Who(
      String request,
      String actor,
      Optional<String> forWhom,
      String role,
      String how,
      String from) {}

  /**
   * What he did it to.
   *
   * @param path of the request, as it was sent
   * @param endpoint the same with its variables in braces
   */
  public record What(String method, String path, String endpoint) {}

  /** An order, before it is carried out. */
  public static AuditEntry order(Who who, What what, Asked asked) {
    var fields = begin(Kind.ORDER, who, what);
    asked.write(fields.putObject("asked"));
    return new AuditEntry(fields);
  }

  /**
   * What became of an order.
   *
   * @param order its number
   * @param status of its answer
   * @param detail what its answer says went wrong
   */
  public static AuditEntry outcome(
      long order, Who who, What what, int status, Optional<String> detail) {
    var fields = begin(Kind.OUTCOME, who, what);
    fields.put("order", order);
    return new AuditEntry(ended(fields, status, detail));
  }

  /** Somebody signed in, or signed out. */
  public static AuditEntry session(Kind kind, Who who, What what) {
    return new AuditEntry(begin(kind, who, what));
  }

  /**
   * Somebody was refused.
   *
   * @param more how many others like it were refused since the last record, and have none of their
   *     own
   */
  public static AuditEntry refused(
      Who who, What what, int status, Optional<String> detail, long more) {
    var fields = ended(begin(Kind.REFUSED, who, what), status, detail);
    if (more > 0) {
      fields.put("more", more);
    }
    return new AuditEntry(fields);
  }

  private static ObjectNode begin(Kind kind, Who who, What what) {
    var fields = JSON.createObjectNode();
    fields.put("v", VERSION);
    fields.put("kind", kind.word());
    fields.put("request", Asked.storable(who.request()));
    fields.put("actor", Asked.storable(who.actor()));
    who.forWhom().ifPresent(name -> fields.put("for", Asked.storable(name)));
    fields.put("role", who.role());
    fields.put("how", who.how());
    fields.put("from", who.from());
    fields.put("method", Asked.storable(what.method()));
    fields.put("path", Asked.storable(what.path()));
    fields.put("endpoint", what.endpoint());
    return fields;
  }

  private static ObjectNode ended(ObjectNode fields, int status, Optional<String> detail) {
    fields.put("status", status);
    detail.ifPresent(text -> fields.put("detail", Asked.cut(Asked.storable(text), LONGEST_DETAIL)));
    return fields;
  }

  /** An object of JSON on one line. */
  String json() {
    return json;
  }
}
