package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.manifest.ManifestHeader;
import io.bindery.quilt.manifest.ManifestWriter;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.service.BinderyService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** A service, and revisions of packages that were pushed past it. */
abstract class BrowseFixture {
  static final byte[] PNG = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 1, 2, 3
  };
  static final String HOSTILE = "<script>alert(1)</script>.html";
  static ServiceFixture fixture;
  static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
    fixture.createWatchedBucket("secret");
    fixture.createWatchedBucket("registry");
    service =
        fixture.start(
            "bindery.packager { sources = [lab], registries = [registry] }\n"
                + "bindery.console { downloads = presigned, picture-bytes = 1 KiB,"
                + " catalog-url = \"https://catalog.example/\" }");
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  static HttpResponse<String> get(String path) {
    return fixture.get(service.api().orElseThrow().resolve("/api/v1/registries/" + path));
  }

  static JsonNode json(String path) throws IOException {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonMapper().readTree(answer.body());
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Puts an object, and says where it is. */
  static S3Uri put(String bucket, String key, byte[] content) {
    var put =
        fixture
            .aws
            .s3()
            .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
            .join();
    return S3Uri.of(bucket, key, put.versionId());
  }

  static ObjectHash hash(byte[] content) {
    var hasher = ContentHasher.create(ChecksumType.SHA256_CHUNKED, content.length);
    hasher.update(content, 0, content.length);
    return hasher.finish();
  }

  static ManifestEntry entry(String key, S3Uri uri, byte[] content) {
    return new ManifestEntry(new LogicalKey(key), uri, content.length, hash(content));
  }

  /** Pushes a revision as quilt3 does, and says its top hash. */
  static String push(String name, int second, String message, List<ManifestEntry> entries)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var writer =
        new ManifestWriter(
            out,
            ManifestHeader.builder()
                .userMeta(JsonObject.EMPTY.with("run", new JsonString("é<b>")))
                .message(message)
                .build());
    var sorted = new TreeMap<LogicalKey, ManifestEntry>();
    entries.forEach(it -> sorted.put(it.key(), it));
    for (var it : sorted.values()) {
      writer.entry(it);
    }
    var hash = writer.finish().topHash().value();
    put("registry", ".quilt/packages/" + hash, out.toByteArray());
    fixture.put("registry", ".quilt/named_packages/" + name + "/" + second, hash);
    fixture.put("registry", ".quilt/named_packages/" + name + "/latest", hash);
    return hash;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static ManifestEntry text(String key, String content) {
    return entry(key, put("lab", "data/" + key, bytes(content)), bytes(content));
  }

  /** All pages of two, whatever their length. */
  static List<String> names(String query) throws IOException {
    var names = new ArrayList<String>();
    var next = "";
    do {
      var page = json("registry/packages" + query + "&limit=2" + next);
      page.path("packages").forEach(it -> names.add(it.path("name").asText()));
      next = page.has("next") ? "&after=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    return names;
  }

  static boolean cutOff(String path) throws InterruptedException {
    try {
      return content(path, "").statusCode() != 200;
    } catch (IOException e) {
      return true;
    }
  }

  static byte[] bytes(String path, int status, String... headers)
      throws IOException, InterruptedException {
    var answer = content(path, "", headers);
    assertThat(answer.statusCode()).isEqualTo(status);
    return answer.body();
  }

  static HttpResponse<byte[]> content(String path, String more, String... headers)
      throws IOException, InterruptedException {
    var uri =
        service
            .api()
            .orElseThrow()
            .resolve(
                "/api/v1/registries/registry/packages/bytes/1/revisions/latest/file/content?path="
                    + encoded(path)
                    + more);
    var request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return fixture.client.send(request.build(), BodyHandlers.ofByteArray());
  }
}
