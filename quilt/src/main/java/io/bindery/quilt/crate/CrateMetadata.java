package io.bindery.quilt.crate;

import io.bindery.quilt.crate.Graph.Followed;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.PackageName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What of a crate goes into the metadata of its package: flat lists of texts. */
final class CrateMetadata {
  private static final String IDENTIFIER = "identifier";
  private static final String ELN_ENTRY = "https://w3id.org/quilt/ro-crate#ELNEntry";

  private final Graph graph;
  private final JsonObject root;

  private CrateMetadata(Graph graph, JsonObject root) {
    this.graph = graph;
    this.root = root;
  }

  /**
   * The metadata.
   *
   * @param name that the package really has
   */
  static JsonObject of(Graph graph, JsonObject root, PackageName name) {
    return new CrateMetadata(graph, root).with(name);
  }

  private JsonObject with(PackageName name) {
    var members = new LinkedHashMap<String, JsonValue>();
    members.put("package_name", new JsonString(name.value()));
    put(members, "creator", names(graph.follow(root, "creator")));
    put(members, "producer", names(producers()));
    var instruments =
        graph.follow(root, "mentions").stream()
            .flatMap(mention -> graph.follow(mention.entity(), "instrument").stream())
            .toList();
    put(members, "instrument", names(instruments));
    put(members, "instrument_id", instruments.stream().flatMap(it -> ids(it).stream()).toList());
    put(
        members,
        "eln_entry",
        names(
            graph.follow(root, "subjectOf").stream()
                .filter(it -> Entity.iris(it.entity(), "additionalType").contains(ELN_ENTRY))
                .toList()));
    return new JsonObject(members);
  }

  /** Each text once, in the place where it comes first. */
  private static void put(Map<String, JsonValue> members, String key, Collection<String> texts) {
    var once = new LinkedHashSet<>(texts);
    if (!once.isEmpty()) {
      members.put(key, new JsonArray(once.stream().<JsonValue>map(JsonString::new).toList()));
    }
  }

  private static List<String> names(List<Followed> entities) {
    return entities.stream().flatMap(it -> Entity.name(it.entity()).stream()).toList();
  }

  /** With the organizations that they belong to, breadth first; a circle ends where it began. */
  private List<Followed> producers() {
    var found = new ArrayList<Followed>();
    var seen = new HashSet<String>();
    var queue = new ArrayDeque<>(graph.follow(root, "producer"));
    while (!queue.isEmpty()) {
      var next = queue.remove();
      if (next.key().isEmpty() || seen.add(next.key().get())) {
        found.add(next);
        queue.addAll(graph.follow(next.entity(), "parentOrganization"));
      }
    }
    return found;
  }

  /** The texts among the identifiers of an instrument, then those that its others have as value. */
  private List<String> ids(Followed instrument) {
    var ids = new ArrayList<String>();
    for (var value : Entity.values(instrument.entity(), IDENTIFIER)) {
      if (value instanceof JsonString text) {
        ids.add(text.value());
      }
    }
    graph
        .follow(instrument.entity(), IDENTIFIER)
        .forEach(it -> Entity.text(it.entity(), "value").ifPresent(ids::add));
    ids.removeIf(String::isEmpty);
    return ids;
  }
}
