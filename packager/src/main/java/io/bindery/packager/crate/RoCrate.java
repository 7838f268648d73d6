package io.bindery.packager.crate;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What an RO-Crate of version 1.0 to 1.2 says of itself, from the flattened JSON-LD of its metadata
 * file (https://www.researchobject.org/ro-crate/). Nothing is fetched from anywhere.
 */
public final class RoCrate {
  /** The metadata file's names, newest first. */
  public static final List<String> FILES =
      List.of("ro-crate-metadata.json", "ro-crate-metadata.jsonld", "ro-crate-manifest.json");

  /** The largest file that is read, in bytes: what is read of it is small, but it is read whole. */
  public static final int MAX_BYTES = 8 << 20;

  private static final int MAX_DEPTH = 50;
  private static final int MAX_AGENTS = 1000;
  private static final String ROOT = "./";

  /** Whoever made the crate, its data, or a run in it. */
  private static final List<String> ROLES = List.of("author", "creator", "contributor", "agent");

  private final CrateEntities graph;
  private final JsonObject root;

  private RoCrate(CrateEntities graph, JsonObject root) {
    this.graph = graph;
    this.root = root;
  }

  /**
   * Reads a metadata file.
   *
   * @throws NoCrateException if it is no RO-Crate
   */
  public static RoCrate parse(byte[] bytes) {
    try {
      if (Json.parse(bytes, new JsonLimits(MAX_DEPTH, MAX_BYTES)) instanceof JsonObject crate) {
        var graph = CrateEntities.of(crate);
        return new RoCrate(graph, root(graph));
      }
    } catch (JsonSyntaxException e) {
      throw new NoCrateException(
          "line %d, column %d: %s".formatted(e.line(), e.column(), e.reason()), e);
    }
    throw new NoCrateException("it is not a JSON object");
  }

  /**
   * What the crate as a whole is. The graph may also describe the metadata files of crates inside
   * this one; the file's own name comes first, as RO-Crate 1.2 has it.
   */
  private static JsonObject root(CrateEntities graph) {
    var descriptors = new ArrayList<JsonObject>();
    for (var name : FILES) {
      graph.named(name).ifPresent(descriptors::add);
    }
    var others =
        graph.entities().stream()
            .filter(entity -> FILES.contains(lastSegment(CrateEntities.id(entity).orElse(""))))
            .filter(entity -> !descriptors.contains(entity))
            .toList();
    others.stream()
        .filter(it -> CrateEntities.references(it, "about").contains(ROOT))
        .forEach(descriptors::add);
    descriptors.addAll(others);
    var about =
        descriptors.stream()
            .flatMap(descriptor -> CrateEntities.references(descriptor, "about").stream())
            .toList();
    if (about.isEmpty()) {
      throw new NoCrateException(
          "it has no entity 'ro-crate-metadata.json' that says what it is \"about\"");
    }
    return graph
        .named(about.get(0))
        .orElseThrow(
            () ->
                new NoCrateException(
                    "it is \"about\" '%s', of which there is no entity".formatted(about.get(0))));
  }

  private static String lastSegment(String id) {
    return id.substring(id.lastIndexOf('/') + 1);
  }

  /**
   * What of the crate goes into a package's metadata: {@code name}, {@code description}, {@code
   * license}, {@code profile} (a list of URIs), and {@code agents}, each with {@code name} and
   * {@code orcid}. What the crate does not say is left out.
   *
   * @throws NoCrateException if a text of it is none that a manifest can hold
   */
  public JsonObject summary() {
    var members = new LinkedHashMap<String, JsonValue>();
    CrateEntities.text(root, "name").ifPresent(put(members, "name"));
    CrateEntities.text(root, "description").ifPresent(put(members, "description"));
    license().ifPresent(put(members, "license"));
    var profiles = CrateEntities.references(root, "conformsTo");
    if (!profiles.isEmpty()) {
      members.put("profile", texts(profiles));
    }
    var agents = agents();
    if (!agents.isEmpty()) {
      members.put("agents", new JsonArray(List.copyOf(agents.values())));
    }
    return written(new JsonObject(members));
  }

  private static JsonObject written(JsonObject summary) {
    try {
      JsonForm.FILE.toBytes(summary);
      return summary;
    } catch (JsonWriteException e) {
      throw new NoCrateException(e.getMessage(), e);
    }
  }

  private static Consumer<String> put(Map<String, JsonValue> members, String key) {
    return text -> members.put(key, new JsonString(text));
  }

  private static JsonArray texts(List<String> texts) {
    return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
  }

  /** The first one: its URI on the web, what its entity says, or what stands in its place. */
  private Optional<String> license() {
    return CrateEntities.values(root, "license").stream()
        .flatMap(it -> license(it).stream())
        .findFirst();
  }

  private Optional<String> license(JsonValue value) {
    var id =
        value instanceof JsonObject object
            ? CrateEntities.id(object)
            : CrateEntities.text(value).filter(text -> graph.named(text).isPresent());
    if (id.filter(RoCrate::isOnTheWeb).isPresent()) {
      return id;
    }
    var entity = graph.followed(value).or(() -> id.flatMap(graph::named));
    return entity
        .flatMap(it -> address(it, "url").or(() -> CrateEntities.text(it, "name")))
        .or(() -> entity.flatMap(it -> CrateEntities.text(it, "identifier")))
        .or(() -> id)
        .or(() -> CrateEntities.text(value));
  }

  private static boolean isOnTheWeb(String id) {
    return id.startsWith("http://") || id.startsWith("https://");
  }

  /** A property that is a text, or the id of something. */
  private static Optional<String> address(JsonObject entity, String property) {
    return CrateEntities.text(entity, property)
        .or(() -> CrateEntities.references(entity, property).stream().findFirst());
  }

  /** By their ids, those of the whole crate first. */
  private Map<String, JsonValue> agents() {
    var agents = new LinkedHashMap<String, JsonValue>();
    addAgents(root, agents);
    graph.sorted().forEach(entity -> addAgents(entity, agents));
    return agents;
  }

  private void addAgents(JsonObject entity, Map<String, JsonValue> agents) {
    for (var role : ROLES) {
      for (var value : CrateEntities.values(entity, role)) {
        if (agents.size() < MAX_AGENTS) {
          Agent.of(graph, value).ifPresent(agent -> agents.putIfAbsent(agent.key(), agent.json()));
        }
      }
    }
  }
}
