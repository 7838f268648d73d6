package io.bindery.packager.crate;

import io.bindery.protocol.json.Json;
import io.bindery.protocol.json.JsonArray;
import io.bindery.protocol.json.JsonLimits;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.json.JsonString;
import io.bindery.protocol.json.JsonSyntaxException;
import io.bindery.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What an RO-Crate of version 1.0 or 1.1 says of itself, from the flattened JSON-LD of its metadata
 * file (https://www.researchobject.org/ro-crate/). Nothing is fetched from anywhere.
 */
public final class RoCrate {
  /** The metadata file's names, newest first. */
  public static final List<String> FILES =
      List.of("ro-crate-metadata.json", "ro-crate-metadata.jsonld", "ro-crate-manifest.json");

  /** The largest file that is read, in bytes. */
  public static final int MAX_BYTES = 8 << 20;

  private static final int MAX_DEPTH = 50;
  private static final int MAX_AGENTS = 1000;

  /** Whoever made the crate, its data, or a run in it. */
  private static final List<String> ROLES = List.of("author", "creator", "contributor", "agent");

  private static final Set<String> AGENT_TYPES = Set.of("Person", "Organization");
  private static final Pattern ORCID =
      Pattern.compile("https?://orcid\\.org/(\\d{4}-\\d{4}-\\d{4}-\\d{3}[\\dX])/?");

  private final Map<String, JsonObject> entities;
  private final JsonObject root;

  private RoCrate(Map<String, JsonObject> entities, JsonObject root) {
    this.entities = entities;
    this.root = root;
  }

  /**
   * Reads a metadata file.
   *
   * @throws CrateException if it is no RO-Crate
   */
  public static RoCrate parse(byte[] bytes) {
    try {
      if (Json.parse(bytes, new JsonLimits(MAX_DEPTH, MAX_BYTES)) instanceof JsonObject crate) {
        return of(crate);
      }
    } catch (JsonSyntaxException e) {
      throw new CrateException(
          "line %d, column %d: %s".formatted(e.line(), e.column(), e.reason()), e);
    }
    throw new CrateException("it is not a JSON object");
  }

  private static RoCrate of(JsonObject crate) {
    if (!(crate.get("@graph").orElse(null) instanceof JsonArray graph)) {
      throw new CrateException("it has no list \"@graph\"");
    }
    var entities = new HashMap<String, JsonObject>();
    for (var item : graph.items()) {
      if (!(item instanceof JsonObject entity) || id(entity).isEmpty()) {
        throw new CrateException("\"@graph\" has an entity without an \"@id\"");
      }
      if (entities.put(id(entity).get(), entity) != null) {
        throw new CrateException(
            "\"@graph\" has the entity '%s' twice".formatted(id(entity).get()));
      }
    }
    var descriptor =
        entities.entrySet().stream()
            .filter(entry -> isDescriptor(entry.getKey(), entry.getValue()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseThrow(
                () ->
                    new CrateException(
                        "it has no entity 'ro-crate-metadata.json' that says what it is \"about\""));
    var about = references(descriptor, "about").get(0);
    var root = entities.get(about);
    if (root == null) {
      throw new CrateException(
          "it is \"about\" '%s', of which there is no entity".formatted(about));
    }
    return new RoCrate(entities, root);
  }

  private static boolean isDescriptor(String id, JsonObject entity) {
    return FILES.contains(id.substring(id.lastIndexOf('/') + 1))
        && !references(entity, "about").isEmpty();
  }

  /**
   * What of the crate goes into a package's metadata: {@code name}, {@code description}, {@code
   * license}, {@code profile} (a list of URIs), and {@code agents}, each with {@code name} and
   * {@code orcid}. What the crate does not say is left out.
   */
  public JsonObject summary() {
    var members = new LinkedHashMap<String, JsonValue>();
    text(root, "name").ifPresent(put(members, "name"));
    text(root, "description").ifPresent(put(members, "description"));
    license().ifPresent(put(members, "license"));
    var profiles = references(root, "conformsTo");
    if (!profiles.isEmpty()) {
      members.put("profile", texts(profiles));
    }
    var agents = agents();
    if (!agents.isEmpty()) {
      members.put("agents", new JsonArray(List.copyOf(agents.values())));
    }
    return new JsonObject(members);
  }

  private static Consumer<String> put(Map<String, JsonValue> members, String key) {
    return text -> members.put(key, new JsonString(text));
  }

  private static JsonArray texts(List<String> texts) {
    return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
  }

  /** Its URI, or what stands in its place. */
  private Optional<String> license() {
    return text(root, "license").or(() -> references(root, "license").stream().findFirst());
  }

  /** By their ids, those of the whole crate first. */
  private Map<String, JsonValue> agents() {
    var agents = new LinkedHashMap<String, JsonValue>();
    addAgents(root, agents);
    entities.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .forEach(entity -> addAgents(entity, agents));
    return agents;
  }

  private void addAgents(JsonObject entity, Map<String, JsonValue> agents) {
    for (var role : ROLES) {
      for (var id : references(entity, role)) {
        var agent = entities.get(id);
        if (agents.size() < MAX_AGENTS && (agent == null ? isOrcid(id) : isAgent(agent))) {
          agents.computeIfAbsent(id, key -> agent(key, agent));
        }
      }
    }
  }

  private static boolean isOrcid(String text) {
    return ORCID.matcher(text).matches();
  }

  private static boolean isAgent(JsonObject entity) {
    return values(entity, "@type").stream()
        .anyMatch(type -> type instanceof JsonString text && AGENT_TYPES.contains(text.value()));
  }

  private static JsonObject agent(String id, JsonObject entity) {
    var members = new LinkedHashMap<String, JsonValue>();
    if (entity != null) {
      text(entity, "name").ifPresent(put(members, "name"));
    }
    orcid(id)
        .or(
            () ->
                entity == null
                    ? Optional.empty()
                    : text(entity, "identifier").flatMap(RoCrate::orcid))
        .ifPresent(put(members, "orcid"));
    if (members.isEmpty()) {
      members.put("name", new JsonString(id));
    }
    return new JsonObject(members);
  }

  private static Optional<String> orcid(String uri) {
    var matcher = ORCID.matcher(uri);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> id(JsonObject entity) {
    return entity
        .get("@id")
        .filter(JsonString.class::isInstance)
        .map(it -> ((JsonString) it).value());
  }

  /** The first text of a property. */
  private static Optional<String> text(JsonObject entity, String property) {
    return values(entity, property).stream()
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .findFirst();
  }

  /** The ids that a property refers to. */
  private static List<String> references(JsonObject entity, String property) {
    var ids = new ArrayList<String>();
    for (var value : values(entity, property)) {
      if (value instanceof JsonObject reference) {
        id(reference).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /** One value may stand for a list of one. */
  private static List<JsonValue> values(JsonObject entity, String property) {
    return entity
        .get(property)
        .map(value -> value instanceof JsonArray list ? list.items() : List.of(value))
        .orElse(List.of());
  }
}
