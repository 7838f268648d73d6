package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Change;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** DeleteObject and DeleteObjects. */
final class Deletes {
  private static final int MOST = 1_000;

  private final ObjectStore store;
  private final ObjectWriter writer;
  private final ChangeTeller teller;

  Deletes(ObjectStore store, ObjectWriter writer, ChangeTeller teller) {
    this.store = store;
    this.writer = writer;
    this.teller = teller;
  }

  /** What to delete; without a version, the object is. */
  private record Item(String key, Optional<String> versionId, Conditions conditions) {}

  /**
   * What a delete does.
   *
   * @param gone the version that is no more
   * @param marker the delete marker that is new
   */
  private record Effect(
      Item item, List<Change> changes, Optional<Version> gone, Optional<Version> marker) {}

  void delete(S3Request request) {
    Item item = new Item(request.key(), request.versionId(), Conditions.of(request::header));
    Effect effect = apply(request, List.of(item)).get(0);
    Map<String, String> headers = new HashMap<>();
    Bucket bucket = writer.requireBucket(request.bucket());
    effect
        .marker()
        .ifPresentOrElse(
            marker -> {
              headers.put("x-amz-delete-marker", "true");
              ObjectHeaders.putVersion(headers, bucket, marker);
            },
            () -> {
              item.versionId().ifPresent(id -> headers.put("x-amz-version-id", id));
              if (effect.gone().filter(Version::marker).isPresent()) {
                headers.put("x-amz-delete-marker", "true");
              }
            });
    request.answer(204, headers);
  }

  void deleteMany(S3Request request) {
    writer.requireBucket(request.bucket());
    Element root = request.document();
    List<Item> items =
        Xml.children(root, "Object").stream()
            .map(
                e ->
                    new Item(
                        Xml.text(e, "Key"),
                        Optional.of(Xml.text(e, "VersionId")).filter(v -> !v.isEmpty()),
                        new Conditions(Xml.text(e, "ETag"), "", "", "")))
            .toList();
    if (items.isEmpty() || items.size() > MOST || items.stream().anyMatch(i -> i.key().isEmpty())) {
      throw new AwsError(
          400,
          "MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published"
              + " schema: a delete names 1 to "
              + MOST
              + " objects by their keys.");
    }
    Document xml = new Document("DeleteResult");
    boolean quiet = Xml.text(root, "Quiet").equalsIgnoreCase("true");
    List<Item> allowed = new ArrayList<>();
    Bucket bucket = writer.requireBucket(request.bucket());
    for (Item item : items) {
      try {
        requireConditions(bucket, item);
        allowed.add(item);
      } catch (AwsError e) {
        xml.open("Error")
            .add("Key", item.key())
            .addIf(item.versionId().isPresent(), "VersionId", item.versionId().orElse(""))
            .add("Code", e.code())
            .add("Message", e.getMessage())
            .close("Error");
      }
    }
    for (Effect effect : apply(request, allowed)) {
      if (!quiet) {
        tell(effect, xml);
      }
    }
    request.answer(xml.text());
  }

  private static void tell(Effect effect, Document xml) {
    Item item = effect.item();
    xml.open("Deleted").add("Key", item.key());
    item.versionId().ifPresent(id -> xml.add("VersionId", id));
    Optional<Version> marker = effect.marker().or(() -> effect.gone().filter(Version::marker));
    marker.ifPresent(m -> xml.add("DeleteMarker", true).add("DeleteMarkerVersionId", m.id()));
    xml.close("Deleted");
  }

  private List<Effect> apply(S3Request request, List<Item> items) {
    return writer.exclusively(
        request.bucket(),
        items.stream().map(Item::key).toList(),
        bucket -> {
          // Effects are told by what was there before; a key may be named more than once.
          Set<String> seen = new HashSet<>();
          List<Effect> effects = new ArrayList<>();
          List<Change> waiting = new ArrayList<>();
          for (Item item : items) {
            if (!seen.add(item.key())) {
              store.commit(waiting);
              waiting.clear();
            }
            requireConditions(bucket, item);
            Effect effect = effect(bucket, item);
            waiting.addAll(effect.changes());
            effects.add(effect);
          }
          store.commit(waiting);
          return effects;
        },
        (bucket, effects) -> effects.forEach(effect -> tell(request, bucket, effect)));
  }

  private static void requireConditions(Bucket bucket, Item item) {
    if (!item.conditions().ifMatch().isEmpty()) {
      Optional<Version> there =
          item.versionId()
              .map(id -> bucket.version(item.key(), id))
              .orElseGet(() -> ObjectWriter.current(bucket, item.key()));
      item.conditions().requireWrite(there.map(Version::etag));
    }
  }

  private static Effect effect(Bucket bucket, Item item) {
    String name = bucket.name();
    String key = item.key();
    if (item.versionId().isPresent()) {
      Optional<Version> version = bucket.version(key, item.versionId().get());
      return new Effect(item, removal(name, key, version), version, Optional.empty());
    }
    if (bucket.versioning().isEmpty()) {
      Optional<Version> version = bucket.newest(key);
      return new Effect(item, removal(name, key, version), version, Optional.empty());
    }
    Version marker = Version.marker(ObjectWriter.newId(bucket), Instant.now());
    return new Effect(
        item, List.of(new Change.Put(name, key, marker)), Optional.empty(), Optional.of(marker));
  }

  private static List<Change> removal(String bucket, String key, Optional<Version> version) {
    return version
        .<List<Change>>map(v -> List.of(new Change.Removed(bucket, key, v.id())))
        .orElse(List.of());
  }

  /** Deleting what is not there succeeds too, but is no change to tell of. */
  private void tell(S3Request request, Bucket bucket, Effect effect) {
    String key = effect.item().key();
    effect.marker().ifPresent(m -> teller.hidden(request.exchange(), bucket, key, m));
    effect.gone().ifPresent(v -> teller.deleted(request.exchange(), bucket, key, v));
  }
}
