package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Change;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;

/** The tags of objects. */
final class Tagging {
  private static final int MOST = 10;

  private final ObjectStore store;
  private final ObjectWriter writer;

  Tagging(ObjectStore store, ObjectWriter writer) {
    this.store = store;
    this.writer = writer;
  }

  static Map<String, String> parse(Element root, int most) {
    Map<String, String> tags = new TreeMap<>();
    for (Element set : Xml.children(root, "TagSet")) {
      for (Element tag : Xml.children(set, "Tag")) {
        if (tags.put(Xml.text(tag, "Key"), Xml.text(tag, "Value")) != null) {
          throw new AwsError(400, "InvalidTag", "Cannot provide multiple Tags with the same key");
        }
      }
    }
    ObjectHeaders.requireTags(tags, most);
    return tags;
  }

  static String document(Map<String, String> tags) {
    Document xml = new Document("Tagging").open("TagSet");
    new TreeMap<>(tags)
        .forEach(
            (name, value) -> xml.open("Tag").add("Key", name).add("Value", value).close("Tag"));
    return xml.close("TagSet").text();
  }

  void get(S3Request request) {
    ObjectReads.Found found = find(request);
    request.answer(headers(found), document(found.version().facts().tags()));
  }

  private ObjectReads.Found find(S3Request request) {
    ObjectReads.Found found =
        ObjectReads.find(store, request.bucket(), request.key(), request.versionId());
    if (found.version().marker()) {
      throw request.versionId().isPresent()
          ? new AwsError(
              405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
          : ObjectReads.noSuchKey();
    }
    return found;
  }

  private static Map<String, String> headers(ObjectReads.Found found) {
    Map<String, String> headers = new HashMap<>();
    ObjectHeaders.putVersion(headers, found.bucket(), found.version());
    return headers;
  }

  void put(S3Request request) {
    find(request);
    set(request, parse(request.document(), MOST), 200);
  }

  void delete(S3Request request) {
    set(request, Map.of(), 204);
  }

  private void set(S3Request request, Map<String, String> tags, int status) {
    ObjectReads.Found done =
        writer.exclusively(
            request.bucket(),
            List.of(request.key()),
            (Bucket bucket) -> {
              ObjectReads.Found found = find(request);
              Version version = found.version();
              store.commit(new Change.Tags(bucket.name(), request.key(), version.id(), tags));
              return found;
            },
            (bucket, found) -> {});
    request.answer(status, headers(done));
  }
}
