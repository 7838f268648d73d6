package io.bindery.exchange.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonComplaint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.HashSet;

/**
 * A JSON text token by token. What cannot be read ends the work as a {@link Problem} with its
 * place; names of fields may not come twice.
 */
final class JsonStream {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_TEXT = 64 << 10;
  private static final int MAX_NUMBER = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_TEXT)
                  .maxNameLength(MAX_TEXT)
                  .maxNumberLength(MAX_NUMBER)
                  .build())
          // Names of fields come from outside: they are not to stay in tables.
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private final JsonParser parser;
  private final Problems problems;
  private final String what;

  private JsonStream(JsonParser parser, Problems problems, String what) {
    this.parser = parser;
    this.problems = problems;
    this.what = what;
  }

  /** What reads a text. */
  interface Body {
    void read(JsonStream json) throws IOException, InvalidPublicationException;
  }

  /**
   * Reads a text.
   *
   * @param what how complaints call it
   */
  static void read(InputStream bytes, long maxBytes, Problems problems, String what, Body body)
      throws IOException, InvalidPublicationException {
    try (var in = ManifestText.reader(bytes, maxBytes);
        var parser = FACTORY.createParser(in)) {
      var json = new JsonStream(parser, problems, what);
      try {
        body.read(json);
        if (json.next() != null) {
          throw json.fatal("something follows its end: a manifest is one JSON object.");
        }
      } catch (StreamConstraintsException e) {
        throw json.fatal(
            "a text has more than %,d characters, a number more than %d, or values are in each other more than %d deep."
                .formatted(MAX_TEXT, MAX_NUMBER, MAX_DEPTH));
      } catch (JsonProcessingException e) {
        throw problems.fatal(
            Place.NONE, what, "it is not valid JSON: %s.".formatted(JsonComplaint.of(e)));
      } catch (CharacterCodingException e) {
        throw json.fatal("a byte behind this place is not valid UTF-8: save it as UTF-8.");
      }
    } catch (ManifestText.NotUtf8Exception e) {
      throw problems.fatal(
          Place.NONE, what, "it is not UTF-8, but UTF-16, UTF-32 or no text: save it as UTF-8.");
    } catch (ManifestText.TooLargeException e) {
      throw problems.fatal(
          Place.NONE,
          what,
          "it has more than the %,d bytes of bindery.exchange.max-manifest-bytes."
              .formatted(maxBytes));
    }
  }

  JsonToken next() throws IOException {
    return parser.nextToken();
  }

  /** Where the current token begins. */
  Place place() {
    return place(parser.currentTokenLocation());
  }

  private static Place place(JsonLocation at) {
    return new Place(Math.max(0, at.getLineNr()), Math.max(0, at.getColumnNr()), -1);
  }

  InvalidPublicationException fatal(String message) {
    return problems.fatal(place(parser.currentLocation()), what, message);
  }

  /** Passes over the value that begins with the current token. */
  void skip() throws IOException {
    parser.skipChildren();
  }

  /** What is done with a field of an object; it must read or pass over the value. */
  interface FieldReader {
    void read(String name, Place place) throws IOException, InvalidPublicationException;
  }

  /**
   * Reads the object that the current token begins.
   *
   * @param path of the object, for complaints; empty for the outermost
   * @param known the names of its fields; null if any will do, up to {@code most} of them
   */
  void object(String path, long index, Collection<String> known, int most, FieldReader reader)
      throws IOException, InvalidPublicationException {
    var seen = new HashSet<String>();
    while (next() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      var place = place().of(index);
      next();
      if (known != null && !known.contains(name)) {
        problems.add(
            place,
            join(path, FieldException.shown(name)),
            "there is no such field; there are %s.".formatted(String.join(", ", known)));
        skip();
      } else if (seen.size() >= most && !seen.contains(name)) {
        problems.add(
            place, path, "it has more than the %d fields that are allowed.".formatted(most));
        skip();
      } else if (!seen.add(name)) {
        problems.add(
            place, join(path, FieldException.shown(name)), "the field is there twice: keep one.");
        skip();
      } else {
        reader.read(name, place);
      }
    }
  }

  /** The current value as a text; a problem and null if it is none. */
  String text(Place place, String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      wrong(place, field, "a text in double quotes");
      return null;
    }
    return parser.getText();
  }

  /** Whether the current value begins so; a problem if not, and the value is passed over. */
  boolean begins(JsonToken token, Place place, String field, String allowed) throws IOException {
    if (parser.currentToken() == token) {
      return true;
    }
    wrong(place, field, allowed);
    return false;
  }

  private void wrong(Place place, String field, String allowed) throws IOException {
    var token = parser.currentToken();
    var shown =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "a list";
          case VALUE_STRING -> "a text";
          default -> FieldException.shown(parser.getText());
        };
    problems.add(place, field, "it is %s, and must be %s.".formatted(shown, allowed));
    skip();
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
