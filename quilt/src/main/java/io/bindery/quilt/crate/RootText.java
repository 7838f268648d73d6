package io.bindery.quilt.crate;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a crate says of its package, out of the package's metadata: properties of the root, and the
 * entities that they lead to. What {@link CrateMetadata} reads is written so that it reads the same
 * again.
 */
final class RootText {
  private static final String PROFILE = "https://w3id.org/quilt/ro-crate";
  private static final String PACKAGE_NAME = PROFILE + "#packageName";
  private static final String ELN_ENTRY = PROFILE + "#ELNEntry";
  private static final String LICENSE = Entities.own("license");
  private static final String NAME = Entities.own("package-name");
  private static final String ACQUISITION = Entities.own("acquisition");

  private static final Pattern ADDRESS =
      Pattern.compile("https?://[A-Za-z0-9_.~:/?#@!$&'()*+,;=%-]{1,2048}");

  /** Metadata may have many keys; each of these is an entity. */
  private static final int MAX_VARIABLES = 1000;

  /** What has a place of its own; {@code package_name} is what the crate is called. */
  private static final Set<String> TAKEN =
      Set.of(
          "package_name",
          "creator",
          "producer",
          "instrument",
          "instrument_id",
          "eln_entry",
          "description",
          "license",
          "keywords");

  private final CrateSubject subject;
  private final Entities entities = new Entities();

  /** Of a person, a maker, or something else that has a name. */
  private record Named(String name, Optional<String> id) {}

  RootText(CrateSubject subject) {
    this.subject = subject;
  }

  /** The root's properties but for its id, its type and its parts. */
  JsonObject properties() {
    var root =
        JsonObject.EMPTY
            .with("name", new JsonString(subject.name().value()))
            .with("description", new JsonString(description()))
            .with("license", Entities.reference(license()))
            .with("conformsTo", Entities.reference(profile()))
            .with("identifier", Entities.reference(packageName()));
    var creators = entities("creator", "Person");
    root = with(root, "creator", creators);
    root = with(root, "producer", entities("producer", "Organization"));
    root = with(root, "subjectOf", notebook());
    root = with(root, "keywords", keywords());
    root = with(root, "variableMeasured", variables());
    return root.with("mentions", new JsonArray(mentions(creators)));
  }

  /** One line for each entity that the root leads to, with a comma at its end. */
  String lines() {
    return entities.lines();
  }

  private static JsonObject with(JsonObject root, String property, List<JsonValue> values) {
    return values.isEmpty() ? root : root.with(property, new JsonArray(values));
  }

  private String description() {
    return texts("description").stream()
        .findFirst()
        .orElseGet(() -> "The files of %s.".formatted(subject.source()));
  }

  /** The base specification demands one; that none is known must be said too. */
  private String license() {
    var given = named("license").stream().findFirst();
    if (given.isEmpty()) {
      entities.add(
          Entities.of(LICENSE, "CreativeWork", "No licence is stated")
              .with(
                  "description",
                  new JsonString(
                      "The source of these files states no licence: ask their owner before you use"
                          + " them.")));
      return LICENSE;
    }
    var license = given.get();
    var id = license.id().filter(it -> !entities.has(it)).orElse(LICENSE);
    entities.add(Entities.of(id, "CreativeWork", license.name()));
    return id;
  }

  private String profile() {
    if (!entities.has(PROFILE)) {
      entities.add(
          Entities.of(PROFILE, "CreativeWork", "Quilt RO-Crate profile")
              .with(
                  "@type",
                  new JsonArray(
                      List.of(new JsonString("CreativeWork"), new JsonString("Profile")))));
    }
    return PROFILE;
  }

  private String packageName() {
    entities.add(
        Entities.of(NAME, "PropertyValue", "package name")
            .with("propertyID", new JsonString(PACKAGE_NAME))
            .with("value", new JsonString(subject.name().value())));
    return NAME;
  }

  private List<JsonValue> entities(String property, String type) {
    var references = new ArrayList<JsonValue>();
    for (var named : named(property)) {
      var id = free(property, named, references.size());
      entities.add(Entities.of(id, type, named.name()));
      references.add(Entities.reference(id));
    }
    return references;
  }

  private String free(String property, Named named, int index) {
    return named
        .id()
        .filter(id -> !entities.has(id))
        .orElseGet(() -> Entities.own(property + "-" + (index + 1)));
  }

  private List<JsonValue> notebook() {
    var references = new ArrayList<JsonValue>();
    for (var entry : named("eln_entry")) {
      var id = free("eln-entry", entry, references.size());
      entities.add(
          Entities.of(id, "CreativeWork", entry.name())
              .with("additionalType", Entities.reference(ELN_ENTRY)));
      references.add(Entities.reference(id));
    }
    return references;
  }

  private List<JsonValue> keywords() {
    return texts("keywords").stream().<JsonValue>map(JsonString::new).toList();
  }

  /** The upload, and how the data were acquired as far as it is known. */
  private List<JsonValue> mentions(List<JsonValue> creators) {
    var mentions = new ArrayList<JsonValue>(List.of(Entities.reference(CrateOrigin.UPLOAD)));
    var instruments = instruments();
    if (!instruments.isEmpty()) {
      var acquisition =
          Entities.of(ACQUISITION, "CreateAction", "Acquisition")
              .with("instrument", new JsonArray(instruments));
      acquisition = with(acquisition, "agent", creators);
      entities.add(acquisition.with("result", Entities.reference(Ids.HERE)));
      mentions.add(Entities.reference(ACQUISITION));
    }
    return mentions;
  }

  private List<JsonValue> instruments() {
    var names = named("instrument");
    var ids = texts("instrument_id");
    var references = new ArrayList<JsonValue>();
    for (int i = 0; i < Math.max(names.size(), ids.size()); i++) {
      var named = i < names.size() ? names.get(i) : new Named("", Optional.empty());
      var id = free("instrument", named, i);
      var instrument =
          JsonObject.EMPTY
              .with("@id", new JsonString(id))
              .with("@type", new JsonString("IndividualProduct"));
      if (!named.name().isEmpty()) {
        instrument = instrument.with("name", new JsonString(named.name()));
      }
      if (i < ids.size()) {
        instrument = instrument.with("identifier", new JsonString(ids.get(i)));
      }
      entities.add(instrument);
      references.add(Entities.reference(id));
    }
    return references;
  }

  private List<JsonValue> variables() {
    var references = new ArrayList<JsonValue>();
    for (var member : subject.metadata().members().entrySet()) {
      if (!TAKEN.contains(member.getKey())
          && isPlain(member.getValue())
          && references.size() < MAX_VARIABLES) {
        var id = Entities.own("variable-" + (references.size() + 1));
        entities.add(
            Entities.of(id, "PropertyValue", member.getKey()).with("value", member.getValue()));
        references.add(Entities.reference(id));
      }
    }
    return references;
  }

  private static boolean isPlain(JsonValue value) {
    return value instanceof JsonString
        || value instanceof JsonInteger
        || value instanceof JsonFloat
        || value instanceof JsonBoolean;
  }

  private List<String> texts(String property) {
    return named(property).stream().map(Named::name).distinct().toList();
  }

  /** What metadata names under a key: a text, an object with a name, or a list of these. */
  private List<Named> named(String property) {
    var value = subject.metadata().get(property).orElse(null);
    var values =
        value instanceof JsonArray list
            ? list.items()
            : Optional.ofNullable(value).stream().toList();
    return values.stream().flatMap(it -> named(it).stream()).distinct().toList();
  }

  private static Optional<Named> named(JsonValue value) {
    if (value instanceof JsonString text && !text.value().isEmpty()) {
      return Optional.of(new Named(text.value(), address(text.value())));
    }
    if (value instanceof JsonObject object
        && object.get("name").orElse(null) instanceof JsonString name
        && !name.value().isEmpty()) {
      return Optional.of(
          new Named(
              name.value(),
              object
                  .get("@id")
                  .filter(JsonString.class::isInstance)
                  .flatMap(id -> address(((JsonString) id).value()))));
    }
    return Optional.empty();
  }

  /** An address on the web can be an id as it is; other texts could be taken for files. */
  private static Optional<String> address(String text) {
    return ADDRESS.matcher(text).matches() ? Optional.of(text) : Optional.empty();
  }
}
