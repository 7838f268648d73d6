package io.bindery.quilt.crate;

import io.bindery.quilt.crate.CrateException.Kind;
import io.bindery.quilt.crate.EntityStore.Span;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.LargeJson;
import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The entities of a document by the normal forms of their ids, in the order of the document. In
 * memory are some hundred bytes of each; the rest is in a file.
 */
final class Graph implements LargeJson.Items, AutoCloseable {
  private static final String DATASET = "Dataset";
  private static final String FILE = "File";

  private final EntityStore store;
  private final Map<String, Indexed> index = new LinkedHashMap<>();
  private Optional<String> differing = Optional.empty();
  private boolean crate;

  Graph(Spool spool, JsonLimits limits) throws IOException {
    this.store = new EntityStore(spool, limits);
  }

  /**
   * What is kept of an entity.
   *
   * @param id as it is written
   */
  record Indexed(String id, Span span, String digest, boolean isDirectory, boolean isFile) {}

  @Override
  public void begin() {
    noList();
  }

  @Override
  public void noList() {
    index.clear();
    differing = Optional.empty();
    crate = false;
  }

  @Override
  public void item(String text, JsonValue value) throws IOException {
    if (!(value instanceof JsonObject entity)) {
      return;
    }
    var id = Entity.text(entity, Entity.ID);
    if (id.isEmpty()) {
      return;
    }
    boolean dataset = Entity.is(entity, DATASET);
    crate |= dataset && id.get().equals(Ids.HERE);
    var normal = Ids.normal(id.get());
    var digest = Sameness.of(entity);
    var before = index.get(normal);
    if (before == null) {
      index.put(
          normal,
          new Indexed(
              id.get().equals(normal) ? normal : id.get(),
              store.add(text),
              digest,
              dataset,
              Entity.is(entity, FILE)));
    } else if (differing.isEmpty() && !before.digest().equals(digest)) {
      differing = Optional.of(normal);
    }
  }

  /** Ends the reading: whether it is a crate, whose ids are in order. */
  boolean seal() throws IOException {
    store.seal();
    if (crate && differing.isPresent()) {
      var id = differing.get();
      throw new CrateException(
          Kind.DUPLICATE_ID,
          CrateException.context("id", id),
          ("The crate has the entity '%s' twice, with different content. Leave one out, or make"
                  + " them equal.")
              .formatted(id));
    }
    return crate;
  }

  Collection<Indexed> entities() {
    return index.values();
  }

  Optional<Indexed> find(String normal) {
    return Optional.ofNullable(index.get(normal));
  }

  JsonObject read(Indexed entity) {
    return store.read(entity.span());
  }

  JsonObject root() {
    return read(index.get(Ids.HERE));
  }

  /**
   * What something leads to.
   *
   * @param key by which it is known again; absent for what stands in place
   */
  record Followed(Optional<String> key, JsonObject entity) {}

  /** What the values of a property lead to: texts and numbers to nothing. */
  List<Followed> follow(JsonObject entity, String property) {
    var found = new ArrayList<Followed>();
    for (var value : Entity.values(entity, property)) {
      if (value instanceof JsonObject object) {
        var normal = Entity.text(object, Entity.ID).map(Ids::normal);
        var named = normal.flatMap(this::find);
        if (named.isPresent()) {
          found.add(new Followed(normal, read(named.get())));
        } else if (!object.without(Entity.ID).members().isEmpty()) {
          found.add(new Followed(Optional.empty(), object));
        }
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
