package io.bindery.router.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeException;
import io.bindery.protocol.notice.NoticeParser;
import io.bindery.quilt.pattern.TooComplexException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a source says of one event, tried out: nothing is kept or sent.
 *
 * @param source its name
 * @param matches whether the event is one of the source's
 * @param description what would be sent to the packager
 * @param packageName the name of the package that this would make, also where it is inferred
 * @param registry likewise
 * @param misses if it does not match: which fields of the pattern do not
 * @param words the same in words
 */
public record Trial(
    String source,
    boolean matches,
    Optional<JsonNode> description,
    Optional<String> packageName,
    Optional<String> registry,
    List<Miss> misses,
    String words) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Whether a package would be asked for. */
  public boolean makesPackage() {
    return description.isPresent();
  }

  /**
   * Tries a source of the user's own.
   *
   * @param source worded as for the API, a JSON object
   * @param event what the event queue would hold
   * @throws FieldException if the source is not allowed, or the event cannot be read
   */
  public static Trial of(String name, String source, String event) throws FieldException {
    return of(CustomSourceReader.read(name, JsonFields.parse(source, "")), event);
  }

  /** Tries one of the sources that Bindery brings along, as if it were switched on. */
  public static Optional<Trial> ofBuiltIn(String name, String event) throws FieldException {
    return switch (name) {
      case Source.HealthOmics.NAME -> Optional.of(of(new Source.HealthOmics(true), event));
      case Source.RoCrate.NAME ->
          Optional.of(of(new Source.RoCrate(true, Duration.ZERO, Optional.empty()), event));
      default -> Optional.empty();
    };
  }

  static Trial of(Source source, String event) throws FieldException {
    if (source instanceof Source.RoCrate) {
      return crate(source.name(), event);
    }
    var read = BridgeEvent.read(event);
    if (source instanceof Source.HealthOmics) {
      var misses = HealthOmics.PATTERN.misses(read.tree());
      return misses.isEmpty()
          ? made(source.name(), HealthOmics.of(read))
          : missed(source.name(), misses);
    }
    if (source instanceof Source.Custom custom) {
      try {
        var misses = custom.pattern().misses(read.tree());
        return misses.isEmpty()
            ? made(source.name(), Sources.made(custom, read, Instant.now()))
            : missed(source.name(), misses);
      } catch (TooComplexException e) {
        throw FieldException.notAllowed(
            "event", event, "one that can be compared: " + e.getMessage());
      }
    }
    return new Trial(
        source.name(),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        "This source reads no events: each closed batch asks for a package of its folder.");
  }

  private static Trial crate(String name, String event) throws FieldException {
    try {
      if (NoticeParser.parse(event) instanceof Notice.Objects objects) {
        for (var object : objects.events()) {
          var folder = RoCrates.folder(object);
          if (folder.isPresent()) {
            return made(name, RoCrates.of(object, folder.get(), true));
          }
        }
      }
      return nothing(
          name, false, "No object was created that is called ro-crate-metadata.json or .jsonld.");
    } catch (NoticeException e) {
      throw FieldException.notAllowed(e.field(), e.value(), "that of a notice of S3");
    }
  }

  private static Trial missed(String name, List<Miss> misses) {
    return new Trial(
        name,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        misses,
        "The pattern does not match: "
            + String.join(" ", misses.stream().map(Miss::words).toList()));
  }

  private static Trial made(String name, Made made) {
    if (made instanceof Made.Description description) {
      var whole = description.description();
      return new Trial(
          name,
          true,
          Optional.of(tree(description.text())),
          Optional.of(whole.name().value()),
          Optional.of(whole.registry()),
          List.of(),
          "It matches and asks for package %s in %s, of %s."
              .formatted(whole.name().value(), whole.registry(), whole.source()));
    }
    return made instanceof Made.Note note
        ? nothing(name, true, "It matches and asks for no package: " + note.words() + ".")
        : nothing(
            name,
            true,
            "It matches, but what it makes is no package description: "
                + ((Made.Refusal) made).reason());
  }

  private static Trial nothing(String name, boolean matches, String words) {
    return new Trial(
        name, matches, Optional.empty(), Optional.empty(), Optional.empty(), List.of(), words);
  }

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a description that was read cannot be read again", e);
    }
  }
}
