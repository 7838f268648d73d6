package io.bindery.bench.chaos.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.chaos.history.Revision;
import io.bindery.bench.chaos.world.Account;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What a registry has, read as a client of Quilt reads it. */
final class Registry {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POINTERS = ".quilt/named_packages/";
  private static final String LATEST = "latest";

  private final Account account;
  private final Map<String, List<Revision.Entry>> manifests = new HashMap<>();

  private Registry(Account account) {
    this.account = account;
  }

  /** All revisions of all packages. */
  static List<Revision> read(Account account) {
    return new Registry(account).read();
  }

  private List<Revision> read() {
    var pointers = new HashMap<String, Map<String, String>>();
    for (var key : keys()) {
      int slash = key.lastIndexOf('/');
      pointers
          .computeIfAbsent(key.substring(POINTERS.length(), slash), name -> new HashMap<>())
          .put(key.substring(slash + 1), text(key).strip());
    }
    var revisions = new ArrayList<Revision>();
    pointers.forEach(
        (name, byPointer) -> {
          var latest = byPointer.remove(LATEST);
          byPointer.forEach(
              (pointer, hash) ->
                  revisions.add(
                      new Revision(
                          name,
                          Long.parseLong(pointer),
                          hash,
                          hash.equals(latest),
                          manifest(hash))));
        });
    return revisions;
  }

  private List<String> keys() {
    var keys = new ArrayList<String>();
    account
        .aws()
        .s3()
        .listObjectsV2Paginator(r -> r.bucket(Account.BUCKET).prefix(POINTERS))
        .contents()
        .map(S3Object::key)
        .subscribe(keys::add)
        .join();
    return keys;
  }

  private String text(String key) {
    return account
        .aws()
        .s3()
        .getObject(r -> r.bucket(Account.BUCKET).key(key), AsyncResponseTransformer.toBytes())
        .join()
        .asUtf8String();
  }

  private List<Revision.Entry> manifest(String hash) {
    return manifests.computeIfAbsent(
        hash, top -> text(".quilt/packages/" + top).lines().skip(1).map(Registry::entry).toList());
  }

  private static Revision.Entry entry(String line) {
    try {
      JsonNode entry = JSON.readTree(line);
      var physical = entry.path("physical_keys").path(0).asText();
      var parts = physical.split("\\?versionId=", -1);
      var key = parts[0].substring(parts[0].indexOf('/', "s3://".length()) + 1);
      return new Revision.Entry(
          URLDecoder.decode(key, StandardCharsets.UTF_8),
          parts.length > 1 ? parts[1] : "",
          entry.path("hash").path("value").asText());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest has a line that is no JSON: " + line, e);
    }
  }
}
