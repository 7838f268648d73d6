package io.bindery.quilt.crate;

import io.bindery.quilt.crate.CrateException.Kind;
import io.bindery.quilt.crate.Graph.Indexed;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.PercentCoding;
import io.bindery.quilt.s3.S3Uri;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the place of each part that the root of a crate lists. */
final class PartReader {
  /** The key of the crate in its package, whatever its file is called. */
  static final String CRATE = "ro-crate-metadata.json";

  private final Graph graph;
  private final S3Uri crate;
  private final String folder;
  private final Map<String, CrateFile> files = new LinkedHashMap<>();
  private final Map<String, CrateFolder> folders = new LinkedHashMap<>();
  private final Map<String, Indexed> entities = new HashMap<>();

  PartReader(Graph graph, S3Uri crate) {
    this.graph = graph;
    this.crate = crate;
    this.folder = crate.key().substring(0, crate.key().lastIndexOf('/') + 1);
  }

  /** Where something is in the package and in S3; of a folder both keys end in a slash. */
  private record Place(String key, S3Uri location) {}

  CrateContents contents(JsonObject root) {
    for (var part : parts(root)) {
      add(part);
    }
    if (files.isEmpty() && folders.isEmpty()) {
      throw new CrateException(
          Kind.NO_PARTS,
          CrateException.context("id", Ids.HERE),
          "The crate %s lists nothing that could be packaged: its root needs a 'hasPart' with files or folders."
              .formatted(crate));
    }
    addCrate();
    return new CrateContents(graph, crate, files, folders, entities, below());
  }

  private static List<JsonValue> parts(JsonObject root) {
    var parts = root.get("hasPart").orElse(JsonNull.NULL);
    if (parts instanceof JsonArray list) {
      return list.items();
    }
    return parts.isTruthy() ? List.of(parts) : List.of();
  }

  private void add(JsonValue part) {
    var named = part instanceof JsonObject object ? object.get(Entity.ID) : Optional.of(part);
    if (!(named.orElse(JsonNull.NULL) instanceof JsonString text)) {
      throw invalid(named.orElse(JsonNull.NULL), "it has no text as its id");
    }
    var id = text.value();
    if (Ids.isOnTheWeb(id)) {
      return;
    }
    var normal = Ids.normal(id);
    var entity =
        graph
            .find(normal)
            .or(() -> normal.endsWith("/") ? Optional.empty() : graph.find(normal + "/"));
    boolean directory = id.endsWith("/") || entity.filter(Indexed::isDirectory).isPresent();
    var place = place(id, directory);
    if (files.containsKey(place.key()) || folders.containsKey(place.key())) {
      throw new CrateException(
          Kind.DUPLICATE_ENTRY,
          CrateException.context("logical_key", place.key()),
          "The crate %s lists two parts that would both be '%s' in the package. List one of them, or rename one."
              .formatted(crate, place.key()));
    }
    if (directory) {
      folders.put(place.key(), new CrateFolder(place.key(), place.location()));
    } else {
      files.put(place.key(), new CrateFile(new LogicalKey(place.key()), place.location()));
      entity.filter(it -> hasMetadata(it)).ifPresent(it -> entities.put(place.key(), it));
    }
  }

  /** The crate is in its package; a part of its key must be the crate. */
  private void addCrate() {
    var listed = files.get(CRATE);
    if (listed != null) {
      var there = listed.location();
      if (!there.withoutVersion().equals(crate.withoutVersion())
          || (there.versionId().isPresent() && !there.versionId().equals(crate.versionId()))) {
        throw new CrateException(
            Kind.DUPLICATE_ENTRY,
            CrateException.context("logical_key", CRATE),
            "The crate %s lists another object, %s, that would be '%s' in the package. There it is the crate itself."
                .formatted(crate, there, CRATE));
      }
    }
    files.put(CRATE, new CrateFile(new LogicalKey(CRATE), crate));
  }

  /** Entities of files that lie below a folder. */
  private Map<S3Uri, Indexed> below() {
    if (folders.isEmpty()) {
      return Map.of();
    }
    Set<S3Uri> places = new HashSet<>();
    folders.values().forEach(it -> places.add(it.location()));
    var below = new HashMap<S3Uri, Indexed>();
    for (var entity : graph.entities()) {
      if (entity.isFile() && !Ids.isOnTheWeb(entity.id())) {
        place(entity)
            .filter(place -> isBelow(places, place))
            .filter(place -> hasMetadata(entity))
            .ifPresent(place -> below.put(place, entity));
      }
    }
    return below;
  }

  private Optional<S3Uri> place(Indexed entity) {
    try {
      return Optional.of(place(entity.id(), false).location().withoutVersion());
    } catch (CrateException e) {
      return Optional.empty();
    }
  }

  private static boolean isBelow(Set<S3Uri> folders, S3Uri place) {
    var key = place.key();
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      if (folders.contains(S3Uri.of(place.bucket(), key.substring(0, slash + 1)))) {
        return true;
      }
    }
    return false;
  }

  /** Whether an entity says something of its file; what no manifest can hold is refused. */
  private boolean hasMetadata(Indexed entity) {
    var properties = Entity.properties(graph.read(entity));
    if (!isFinite(properties)) {
      throw new CrateException(
          Kind.INVALID_ENTRY_META,
          CrateException.context("id", entity.id()),
          "The entity '%s' of the crate %s has NaN or an infinity, which no manifest can hold. Remove it."
              .formatted(entity.id(), crate));
    }
    return !properties.members().isEmpty();
  }

  private static boolean isFinite(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object.members().values().stream().allMatch(PartReader::isFinite);
    }
    if (value instanceof JsonArray array) {
      return array.items().stream().allMatch(PartReader::isFinite);
    }
    return !(value instanceof JsonFloat number) || Double.isFinite(number.value());
  }

  private Place place(String id, boolean directory) {
    return id.startsWith(Ids.S3) ? absolute(id, directory) : relative(id, directory);
  }

  /** An object anywhere; in the package it has the last part of its key. */
  private Place absolute(String id, boolean directory) {
    if (id.indexOf('#') >= 0) {
      throw invalid(id, "it has a '#': write it as %23");
    }
    S3Uri uri;
    try {
      uri = S3Uri.parse(id);
    } catch (IllegalArgumentException e) {
      throw invalid(id, e.getMessage());
    }
    var key = valid(id, uri.key(), directory);
    var name = key.substring(key.lastIndexOf('/') + 1);
    return directory
        ? new Place(name + "/", S3Uri.of(uri.bucket(), key + "/"))
        : new Place(name, uri);
  }

  /** A path from the folder of the crate. */
  private Place relative(String id, boolean directory) {
    if (id.indexOf('?') >= 0 || id.indexOf('#') >= 0) {
      throw invalid(id, "it has a '?' or '#': write them as %3F and %23");
    }
    var path = PercentCoding.decode(Ids.relative(id));
    if (path.contains("://")) {
      throw invalid(id, "only paths in the crate's folder and s3:// can be packaged");
    }
    var key = valid(id, path, directory) + (directory ? "/" : "");
    return new Place(key, S3Uri.of(crate.bucket(), folder + key));
  }

  /** The key without one slash at its end. */
  private String valid(String id, String key, boolean directory) {
    if (key.endsWith("/") && !directory) {
      throw invalid(id, "it ends in '/', but is no folder");
    }
    var path = key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
    try {
      return new LogicalKey(path).value();
    } catch (InvalidNameException e) {
      throw invalid(id, e.reason());
    }
  }

  private CrateException invalid(String id, String why) {
    return invalid(new JsonString(id), why);
  }

  private static String shown(JsonValue id) {
    return id instanceof JsonString text ? "'" + text.value() + "'" : "a part without an id";
  }

  private CrateException invalid(JsonValue id, String why) {
    return new CrateException(
        Kind.INVALID_PART,
        CrateException.context("id", id),
        "The crate %s lists %s, which cannot be packaged: %s. Correct it in 'hasPart'."
            .formatted(crate, shown(id), why));
  }
}
