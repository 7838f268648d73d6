package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Looking into packages by the API; each package is in a real S3. */
class BrowseTest extends BrowseFixture {
  @Test
  void packagesAreFoundByTheirNames() throws IOException {
    for (var name : List.of("find/a", "find/a-b", "find/b", "find-it/a", "other/Find_1", "z/z")) {
      push(name, 1_700_000_000, "m", List.of(text("f", name)));
    }
    fixture.put("registry", ".quilt/named_packages/stray", "x");
    assertThat(names("?q=find"))
        .containsExactly("find-it/a", "find/a-b", "find/a", "find/b", "other/Find_1");
    assertThat(names("?prefix=find/a")).containsExactly("find/a-b", "find/a");
    assertThat(names("?prefix=fin&q=A-B")).containsExactly("find/a-b");
    assertThat(names("?q=nothing-has-it")).isEmpty();
    var details = json("registry/packages?prefix=find/b&details=true").path("packages").get(0);
    assertThat(details.path("top_hash").asText()).hasSize(64);
    assertThat(details.path("modified_at").asText()).endsWith("Z");
    assertThat(get("secret/packages").statusCode()).isEqualTo(403);
    assertThat(get("registry/packages/no/such").statusCode()).isEqualTo(404);
    assertThat(get("registry/packages/no/such/revisions").statusCode()).isEqualTo(404);
    assertThat(get("registry/packages/no/such/revisions/latest").statusCode()).isEqualTo(404);
    assertThat(get("registry/packages/find/a/revisions/zz").statusCode()).isEqualTo(400);
    assertThat(get("registry/packages/find/a/revisions/012345").statusCode()).isEqualTo(404);
  }

  @Test
  void revisionsAreToldNewestFirst() throws IOException {
    var hashes = new ArrayList<String>();
    for (int i = 0; i < 5; i++) {
      hashes.add(0, push("runs/1", 1_700_000_000 + i, "no. " + i, List.of(text("f", "f" + i))));
    }
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = json("registry/packages/runs/1/revisions?limit=2" + next);
      page.path("revisions").forEach(it -> seen.add(it.path("top_hash").asText()));
      next = page.has("next") ? "&after=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    assertThat(seen).isEqualTo(hashes);
    var newest = json("registry/packages/runs/1/revisions").path("revisions").get(0);
    assertThat(newest.path("latest").asBoolean()).isTrue();
    assertThat(newest.path("pushed_at").asText()).isEqualTo("2023-11-14T22:13:24Z");
    var revision = json("registry/packages/runs/1/revisions/" + hashes.get(3).substring(0, 9));
    assertThat(revision.path("message").asText()).isEqualTo("no. 1");
    assertThat(revision.path("metadata").path("run").asText()).isEqualTo("é<b>");
    assertThat(revision.path("files").asLong()).isEqualTo(1);
    assertThat(revision.path("package_uri").asText())
        .isEqualTo("quilt+s3://registry#package=runs/1@" + hashes.get(3));
    assertThat(revision.path("catalog_url").asText())
        .isEqualTo("https://catalog.example/b/registry/packages/runs/1/tree/" + hashes.get(3));
  }

  @Test
  void aTreeIsReadPageByPage() throws IOException {
    var entries = new ArrayList<ManifestEntry>();
    for (int i = 0; i < 25; i++) {
      entries.add(text("folder/%02d.csv".formatted(i), "x".repeat(i)));
    }
    entries.add(text("folder/deep/er/" + HOSTILE, "<b>"));
    entries.add(text("a \"b\" é/\u202e.txt", "r"));
    push("tree/1", 1_700_000_000, "m", entries);
    var at = "registry/packages/tree/1/revisions/latest/";
    var root = json(at + "tree");
    assertThat(root.path("files").asInt()).isEqualTo(27);
    assertThat(root.path("entries").findValuesAsText("path"))
        .containsExactly("a \"b\" é/", "folder/");
    assertThat(root.path("entries").get(1).path("files").asInt()).isEqualTo(26);
    assertThat(root.path("entries").get(1).path("bytes").asInt()).isEqualTo(303);
    var seen = new ArrayList<String>();
    var next = "";
    do {
      var page = json(at + "tree?path=folder/&limit=4" + next);
      page.path("entries").forEach(it -> seen.add(it.path("path").asText()));
      next = page.has("next") ? "&after=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    assertThat(seen).hasSize(26).contains("folder/deep/", "folder/24.csv").doesNotHaveDuplicates();
    assertThat(json(at + "tree?path=" + encoded("a \"b\" é/")).path("entries").get(0).path("name"))
        .hasToString("\"\u202e.txt\"");
    assertThat(get(at + "tree?path=folder/00.csv").statusCode()).isEqualTo(404);
    assertThat(get(at + "tree?path=folder/&after=AAAA").statusCode()).isEqualTo(400);
    assertThat(get(at + "file?path=folder").statusCode()).isEqualTo(404);
    assertThat(get(at + "file").statusCode()).isEqualTo(400);
  }

  @Test
  void bytesAreHandedOutAsTheyAreInTheManifest() throws IOException, InterruptedException {
    var content = bytes("0123456789".repeat(100_000));
    var old = put("lab", "old", bytes("old"));
    put("lab", "old", bytes("overwritten"));
    push(
        "bytes/1",
        1_700_000_000,
        "m",
        List.of(
            entry("big.bin", put("lab", "big", content), content),
            entry("old", old, bytes("old")),
            entry("empty", put("lab", "empty", new byte[0]), new byte[0]),
            entry("lies", put("lab", "lies", bytes("truth")), bytes("liars")),
            entry("short", put("lab", "short", bytes("short")), bytes("longer")),
            entry("hidden", put("secret", "key", bytes("secret")), bytes("secret")),
            entry("gone", S3Uri.of("lab", "gone", "nosuchversion"), bytes("x")),
            entry("dot.PNG", put("lab", "dot.png", PNG), PNG),
            entry("lie.png", put("lab", "lie.png", bytes("<script>")), bytes("<script>")),
            entry(HOSTILE, put("lab", "h", bytes("<b>")), bytes("<b>"))));
    assertThat(bytes("big.bin", 200)).isEqualTo(content);
    assertThat(bytes("old", 200)).isEqualTo(bytes("old"));
    assertThat(bytes("empty", 200)).isEmpty();
    assertThat(bytes("big.bin", 206, "Range", "bytes=5-14")).isEqualTo(bytes("5678901234"));
    assertThat(bytes("big.bin", 206, "Range", "bytes=-3")).isEqualTo(bytes("789"));
    assertThat(bytes("big.bin", 206, "Range", "bytes=999998-")).isEqualTo(bytes("89"));
    assertThat(bytes("big.bin", 416, "Range", "bytes=1000000-")).isNotEmpty();
    assertThat(new String(bytes("short", 422), StandardCharsets.UTF_8))
        .contains("has 5 bytes, not the 6 of the manifest");
    assertThat(new String(bytes("hidden", 403), StandardCharsets.UTF_8))
        .contains("bindery.packager.sources");
    assertThat(new String(bytes("gone", 404), StandardCharsets.UTF_8)).contains("gone");
    var head = content(HOSTILE, "");
    assertThat(head.headers().firstValue("Content-Disposition"))
        .contains("attachment; filename*=UTF-8''script%3E.html");
    assertThat(head.headers().firstValue("Content-Security-Policy"))
        .contains("default-src 'none'; sandbox");
    assertThat(head.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(head.headers().firstValue("Content-Type")).contains("application/octet-stream");
    var picture = content("dot.PNG", "&inline=true");
    assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
    assertThat(picture.headers().firstValue("Content-Disposition")).contains("inline");
    assertThat(picture.body()).isEqualTo(PNG);
    var lie = content("lie.png", "&inline=true");
    assertThat(lie.headers().firstValue("Content-Type")).contains("application/octet-stream");
    assertThat(lie.headers().firstValue("Content-Disposition").orElseThrow())
        .startsWith("attachment");
    // The last bytes are not sent, so that nobody takes it for the file.
    assertThat(cutOff("lies")).isTrue();
    var file = json("registry/packages/bytes/1/revisions/latest/file?path=old");
    var signed = HttpRequest.newBuilder(URI.create(file.path("presigned_url").asText())).build();
    assertThat(fixture.client.send(signed, BodyHandlers.ofString()).body()).isEqualTo("old");
    assertThat(file.path("content").asText()).endsWith("/file/content?path=old");
  }

  @Test
  void aReadmeIsSafeAndItsPicturesAreOfThePackage() throws IOException {
    var markdown =
        """
        # Run
        <img src=x onerror=alert(1)>

        ![plot](plots/a%20b.png) ![far](http://evil/x.png)

        [data](data/x.csv) [web](https://example.org) [js](javascript:alert(1)) [up](../../x)
        """;
    push(
        "readme/1",
        1_700_000_000,
        "m",
        List.of(
            text("README.md", markdown),
            text("data/README.txt", "<b>&"),
            text("plots/a b.png", "x"),
            text("data/x.csv", "1"),
            text(
                "quilt_summarize.json",
                "[\"data/x.csv\", [{\"path\": \"plots/a b.png\", \"title\": \"<b>\", \"description\":"
                    + " \"*x* <script>\", \"width\": 2, \"expand\": true, \"types\": [\"text\","
                    + " {\"name\": \"vega\"}]}, 7, \"no/such\", \"../out\"]]")));
    var at = "registry/packages/readme/1/revisions/latest/";
    var html = json(at + "readme").path("html").asText();
    assertThat(html)
        .contains("<h1>Run</h1>")
        .contains("file/content?path&#61;plots%2Fa%20b.png&amp;inline&#61;true")
        .contains("href=\"https://example.org\"")
        .contains("rel=\"noopener noreferrer nofollow\"")
        .contains("#/packages/registry/readme/1?rev")
        .doesNotContain("<img src=x")
        .doesNotContain("evil")
        .doesNotContain("javascript");
    assertThat(json(at + "readme?path=data/").path("html").asText())
        .isEqualTo("<pre>&lt;b&gt;&amp;</pre>");
    assertThat(get(at + "readme?path=plots").statusCode()).isEqualTo(404);
    var rows = json(at + "summary").path("rows");
    assertThat(rows.get(0).get(0).path("path").asText()).isEqualTo("data/x.csv");
    var item = rows.get(1).get(0);
    assertThat(item.path("picture").asBoolean()).isTrue();
    assertThat(item.path("description_html").asText()).contains("<em>x</em>").doesNotContain("<s");
    assertThat(item.path("types").toString()).isEqualTo("[\"text\",\"vega\"]");
    assertThat(rows.get(1).get(1).path("missing").asBoolean()).isTrue();
    assertThat(json(at + "summary").path("left_out").asInt()).isEqualTo(2);
    assertThat(get(at + "summary?path=data").statusCode()).isEqualTo(404);
  }

  @Test
  void revisionsAreComparedPageByPage() throws IOException {
    var before = new ArrayList<ManifestEntry>();
    var after = new ArrayList<ManifestEntry>();
    for (int i = 0; i < 20; i++) {
      var entry = text("same/%02d".formatted(i), "s");
      before.add(entry);
      after.add(entry);
    }
    before.add(text("gone", "x"));
    after.add(text("new/er", "y"));
    before.add(text("same/99", "one"));
    after.add(text("same/99", "two"));
    var from = push("diff/1", 1_700_000_000, "one", before);
    var to = push("diff/1", 1_700_000_001, "two", after);
    var seen = new TreeMap<String, String>();
    var next = "";
    JsonNode page;
    do {
      page =
          json(
              "registry/packages/diff/1/revisions/"
                  + to
                  + "/diff?with="
                  + from
                  + "&limit=1"
                  + next);
      page.path("differences")
          .forEach(it -> seen.put(it.path("path").asText(), it.path("kind").asText()));
      next = page.has("next") ? "&after=" + page.path("next").asText() : "";
    } while (!next.isEmpty());
    assertThat(seen).isEqualTo(Map.of("gone", "removed", "new/er", "added", "same/99", "modified"));
    assertThat(page.path("counts").path("added").asInt()).isEqualTo(1);
    assertThat(page.path("header").get(0).path("to").asText()).isEqualTo("two");
  }

  @Test
  void aVerificationIsFollowedToItsEnd() throws IOException {
    push(
        "verify/1",
        1_700_000_000,
        "m",
        List.of(
            text("good", "good"),
            entry("bad", put("lab", "bad", bytes("truth")), bytes("liars")),
            entry("gone", S3Uri.of("lab", "nothing"), bytes("x"))));
    var api = service.api().orElseThrow();
    var ordered =
        fixture.send(
            "POST",
            api.resolve("/api/v1/registries/registry/packages/verify/1/revisions/latest/verify"),
            "",
            "X-Bindery-Actor",
            "ada");
    assertThat(ordered.statusCode()).as(ordered.body()).isEqualTo(202);
    var location = ordered.headers().firstValue("Location").orElseThrow();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> fixture.get(api.resolve(location)).body().contains("\"bad\""));
    var run = new JsonMapper().readTree(fixture.get(api.resolve(location)).body());
    assertThat(run.path("state").asText()).isEqualTo("bad");
    assertThat(run.path("problems").asInt()).isEqualTo(2);
    assertThat(run.path("all_files").asInt()).isEqualTo(3);
    assertThat(run.path("asked_by").asText()).contains("ada");
    assertThat(run.path("found").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("hash", "missing");
    assertThat(
            fixture
                .get(api.resolve("/api/v1/verifications?registry=registry&name=verify/1"))
                .body())
        .contains(run.path("id").asText());
    assertThat(fixture.send("POST", api.resolve(location + "/cancel"), "").statusCode())
        .isEqualTo(409);
    assertThat(
            fixture
                .send(
                    "POST", api.resolve("/api/v1/verifications/" + "0".repeat(32) + "/cancel"), "")
                .statusCode())
        .isEqualTo(404);
  }
}
