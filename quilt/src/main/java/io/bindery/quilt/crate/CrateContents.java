package io.bindery.quilt.crate;

import io.bindery.quilt.crate.CrateException.Kind;
import io.bindery.quilt.crate.Graph.Indexed;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the package of a crate consists of: files, folders that have still to be listed, and all
 * metadata. Metadata are read from the crate's file when they are asked for, so the crate must not
 * be closed before.
 */
public final class CrateContents {
  private final Graph graph;
  private final S3Uri crate;
  private final Map<String, CrateFile> files;
  private final Map<String, CrateFolder> folders;
  private final Map<String, Indexed> entities;
  private final Map<S3Uri, Indexed> below;
  private final Set<String> ancestors = new HashSet<>();
  private JsonObject metadata = JsonObject.EMPTY;

  CrateContents(
      Graph graph,
      S3Uri crate,
      Map<String, CrateFile> files,
      Map<String, CrateFolder> folders,
      Map<String, Indexed> entities,
      Map<S3Uri, Indexed> below) {
    this.graph = graph;
    this.crate = crate;
    this.files = files;
    this.folders = folders;
    this.entities = entities;
    this.below = below;
    files.keySet().forEach(this::addAncestors);
  }

  private void addAncestors(String key) {
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      ancestors.add(key.substring(0, slash));
    }
  }

  CrateContents with(JsonObject metadataOfPackage) {
    metadata = metadataOfPackage;
    return this;
  }

  /** The metadata of the package. */
  public JsonObject metadata() {
    return metadata;
  }

  /** Where the crate itself is. */
  public S3Uri crate() {
    return crate;
  }

  /** The files in the order of the crate; the crate itself is one of them. */
  public Collection<CrateFile> files() {
    return files.values();
  }

  /** The file of a key, if the crate lists it by itself. */
  public Optional<CrateFile> file(LogicalKey key) {
    return Optional.ofNullable(files.get(key.value()));
  }

  /** The folders to be listed, in the order of the crate, without those that another one has. */
  public List<CrateFolder> folders() {
    return folders.values().stream().filter(this::isOutermost).toList();
  }

  private boolean isOutermost(CrateFolder folder) {
    var key = folder.key();
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      var outer = folders.get(key.substring(0, slash + 1));
      if (outer != null && folder.isWithin(outer)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether an object of a folder is to be taken. One that the crate also lists by itself, in a
   * version of its own, is not.
   *
   * @throws CrateException if the crate lists something else that would have its place
   */
  public boolean takes(LogicalKey key, S3Uri object) {
    var file = files.get(key.value());
    if (file != null) {
      if (!file.location().withoutVersion().equals(object.withoutVersion())) {
        throw new CrateException(
            Kind.DUPLICATE_ENTRY,
            CrateException.context("logical_key", key.value()),
            "The crate %s lists %s and, by a folder, %s: both would be '%s' in the package."
                .formatted(crate, file.location(), object, key));
      }
      return file.location().versionId().isEmpty();
    }
    if (ancestors.contains(key.value())) {
      throw clash(firstBelow(key.value()));
    }
    fileAbove(key.value())
        .ifPresent(
            above -> {
              throw clash(above);
            });
    return true;
  }

  /** Quilt names the one that comes later: files come after what folders have. */
  private String firstBelow(String key) {
    return files.keySet().stream().filter(it -> it.startsWith(key + "/")).findFirst().orElse(key);
  }

  private Optional<String> fileAbove(String key) {
    for (int slash = key.indexOf('/'); slash >= 0; slash = key.indexOf('/', slash + 1)) {
      if (files.containsKey(key.substring(0, slash))) {
        return Optional.of(key.substring(0, slash));
      }
    }
    return Optional.empty();
  }

  /**
   * Checks the files among themselves.
   *
   * @throws CrateException if one of them would lie where a folder is
   */
  public void checkFiles() {
    var places = new HashMap<String, Integer>();
    files.keySet().forEach(key -> places.put(key, places.size()));
    for (var key : files.keySet()) {
      fileAbove(key)
          .ifPresent(
              above -> {
                throw clash(places.get(above) > places.get(key) ? above : key);
              });
    }
  }

  private CrateException clash(String key) {
    return invalidKey(
        key, "'%s' is a file and also a folder, which no package can hold".formatted(key), null);
  }

  /** That a key can be in no package. */
  public CrateException invalidKey(String key, String why, Throwable cause) {
    return new CrateException(
        Kind.INVALID_LOGICAL_KEY,
        CrateException.context("logical_key", key).with("error", new JsonString(why)),
        "The crate %s cannot be packaged: %s. Rename the object, or do not list it."
            .formatted(crate, why),
        cause);
  }

  /** That two folders have different objects for one place. */
  public CrateException duplicate(String key) {
    return new CrateException(
        Kind.DUPLICATE_ENTRY,
        CrateException.context("logical_key", key),
        "The crate %s lists two folders with different objects that would both be '%s' in the package."
            .formatted(crate, key));
  }

  /** That a folder cannot be listed. */
  public CrateException notListed(CrateFolder folder, String why) {
    return unread(Kind.FAILED_TO_LIST, folder.key(), folder.location(), why);
  }

  /** That a file cannot be read. */
  public CrateException notFetched(CrateFile file, String why) {
    return unread(Kind.FAILED_TO_FETCH, file.key().value(), file.location(), why);
  }

  private CrateException unread(Kind error, String key, S3Uri location, String why) {
    return new CrateException(
        error,
        CrateException.context("logical_key", key)
            .with("physical_key", new JsonString(location.toString()))
            .with("error", new JsonString(why)),
        "The crate %s lists '%s': %s".formatted(crate, key, why));
  }

  /** That all that is listed comes to nothing. */
  public CrateException nothing() {
    return new CrateException(
        Kind.NO_PARTS,
        CrateException.context("details", "Crate parts expanded to no objects"),
        "The crate %s lists nothing that is there: its folders are empty. Upload their files first."
            .formatted(crate));
  }

  /** The metadata of an entry: of its own, or of what the crate says of a file in a folder. */
  public JsonObject meta(LogicalKey key, S3Uri object) {
    var entity =
        files.containsKey(key.value())
            ? entities.get(key.value())
            : below.get(object.withoutVersion());
    return entity == null
        ? JsonObject.EMPTY
        : JsonObject.EMPTY.with("user_meta", Entity.properties(graph.read(entity)));
  }
}
