package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Notice;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Notices to subscribers; the token makes a repeated call one notice. */
final class Notices {
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,64}");
  private static final int LONGEST_COMMENT = 4_096;
  private static final int MOST_ACCESSES = 50;
  private static final int MOST_CHANGES = 100;

  /** The details of each type; "" if it has none. */
  private static final Map<String, String> DETAILS =
      Map.of(
          "DATA_DELAY", "",
          "DATA_UPDATE", "DataUpdate",
          "DEPRECATION", "Deprecation",
          "SCHEMA_CHANGE", "SchemaChange");

  private final World world;

  Notices(World world) {
    this.world = world;
  }

  void send(String dataSet, JsonNode in) {
    check(in);
    String token =
        Checks.optionalText(in, "ClientToken").orElseGet(() -> UUID.randomUUID().toString());
    if (!TOKEN.matcher(token).matches()) {
      throw Errors.invalid("ClientToken must match " + TOKEN.pattern() + ".");
    }
    ObjectNode request = in.deepCopy();
    request.remove("ClientToken");
    Notice before = world.store().notices().get(ExchangeStore.key(dataSet, token));
    if (before != null) {
      if (!before.request().equals(request.toString())) {
        throw Errors.conflict(
            "DATA_SET", dataSet, "The ClientToken was used for another notification.");
      }
      return;
    }
    world.commit(
        Step.none()
            .with(
                new Notice(world.store().next(), dataSet, token, request.toString(), world.now())));
  }

  private void check(JsonNode in) {
    String type = Checks.text(in, "Type");
    if (!DETAILS.containsKey(type)) {
      throw Errors.invalid("Type is '%s': it must be one of %s.".formatted(type, DETAILS.keySet()));
    }
    Checks.optionalText(in, "Comment", 0, LONGEST_COMMENT);
    if (in.path("Scope").path("S3DataAccesses").size() > MOST_ACCESSES) {
      throw Errors.invalid("Scope may name %d S3DataAccesses.".formatted(MOST_ACCESSES));
    }
    JsonNode details = in.path("Details");
    String own = DETAILS.get(type);
    details
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals(own)) {
                throw Errors.invalid("Details.%s does not go with %s.".formatted(name, type));
              }
            });
    Instant now = world.clock().now();
    switch (type) {
      case "DATA_UPDATE" ->
          time(details.path(own), "DataUpdatedAt", false)
              .filter(at -> at.isAfter(now))
              .ifPresent(at -> wrong("DataUpdatedAt", at, "past"));
      case "DEPRECATION" ->
          time(details.path(own), "DeprecationAt", true)
              .filter(at -> !at.isAfter(now))
              .ifPresent(at -> wrong("DeprecationAt", at, "future"));
      case "SCHEMA_CHANGE" -> {
        time(details.path(own), "SchemaChangeAt", true);
        if (details.path(own).path("Changes").size() > MOST_CHANGES) {
          throw Errors.invalid("Changes may have %d entries.".formatted(MOST_CHANGES));
        }
      }
      default -> {
        // A delay has no details.
      }
    }
  }

  private static void wrong(String field, Instant at, String where) {
    throw Errors.invalid("%s is %s: it must be in the %s.".formatted(field, at, where));
  }

  private static Optional<Instant> time(JsonNode details, String field, boolean required) {
    Optional<String> text = Checks.optionalText(details, field);
    if (text.isEmpty() && required) {
      throw Errors.invalid(field + " is required.");
    }
    try {
      return text.map(Instant::parse);
    } catch (DateTimeException e) {
      throw Errors.invalid("%s is '%s': it must be a time of ISO 8601.".formatted(field, text));
    }
  }
}
