package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What docs/api.md does not show of policies and batches: what a change does, and what is wrong.
 */
class PolicyTest {
  private static final String[] JSON = {"Content-Type", "application/json"};

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service = fixture.start("bindery.router.default-policy.trigger { count = 1000, quiet = 1 h }");
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void anOpenBatchGoesOnUnderTheNewPolicy() {
    assertThat(event("lab", "open/a/1.txt").statusCode()).isEqualTo(200);
    put("lab", "{\"trigger\": {\"quiet\": \"1 s\"}}");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        fixture
                            .get(api.resolve("/api/v1/batches/closed?bucket=lab&prefix=open/"))
                            .body())
                    .contains("\"prefix\":\"open/a/\"", "\"reason\":\"quiet\""));
  }

  @Test
  void aBucketIsWatchedFromItsPolicyOn() {
    assertThat(event("new-bucket", "a/b/1.txt").statusCode()).isEqualTo(422);
    put("new-bucket", "{}");
    assertThat(event("new-bucket", "a/b/1.txt").statusCode()).isEqualTo(200);
    assertThat(fixture.send("DELETE", policy("new-bucket"), "").statusCode()).isEqualTo(200);
    assertThat(event("new-bucket", "a/b/2.txt").statusCode()).isEqualTo(422);
    assertThat(fixture.get(policy("new-bucket")).statusCode()).isEqualTo(404);
    assertThat(fixture.get(policy("new-bucket")).headers().firstValue("ETag")).contains("\"2\"");
    assertThat(fixture.send("DELETE", policy("new-bucket"), "").statusCode()).isEqualTo(404);
  }

  @Test
  void whatCannotBeUnderstoodIsTold() {
    assertThat(send("PUT", "buckets/lab/policy", "{", JSON)).contains("400", "a JSON object");
    assertThat(send("PUT", "buckets/lab/policy", "[".repeat(5000), JSON)).contains("400");
    assertThat(send("PUT", "buckets/lab/policy", "{}", "Content-Type", "text/plain"))
        .contains("415");
    assertThat(send("PUT", "buckets/lab/policy", "{\"prefixdepth\": 1}", JSON))
        .contains("422", "policy.prefixdepth = 1: there is no such setting; there are ");
    assertThat(send("PUT", "buckets/lab/policy", "{}", "If-Match", "\"x\"", JSON[0], JSON[1]))
        .contains("400", "If-Match");
    assertThat(send("PUT", "buckets/x/policy", "{}", JSON)).contains("400", "name of a bucket");
    assertThat(
            send(
                "PUT",
                "buckets/lab/policy",
                "{}",
                "X-Bindery-Actor",
                "a".repeat(201),
                JSON[0],
                JSON[1]))
        .contains("400", "X-Bindery-Actor");
    assertThat(send("GET", "batches?limit=0", "")).contains("400", "limit = 0: it must be");
    assertThat(send("GET", "batches?limit=%2B5", "")).contains("400", "limit = +5: it must be");
    assertThat(send("GET", "batches?limit=%D9%A3", "")).contains("400", "limit = ٣: it must be");
    assertThat(send("POST", "batches/discard", "{}\n{}", JSON))
        .contains("400", "(something follows it, line 2, column 1)")
        .doesNotContain("fasterxml");
    assertThat(send("POST", "batches/discard", "{\"bucket\": NaN}", JSON))
        .contains("400", "Non-standard token 'NaN', line 1")
        .doesNotContain("enable");
    assertThat(send("GET", "batches?after=%20", "")).contains("400", "after");
    assertThat(send("GET", "batches/closed?after=x", "")).contains("400", "after");
    assertThat(send("GET", "batches?buckt=lab", "")).contains("400", "no parameter buckt");
    assertThat(send("GET", "explain?bucket=lab", "")).contains("400", "Say bucket and prefix");
    assertThat(send("GET", "explain?bucket=lab&prefix=a", "")).contains("422", "did you mean a/");
    assertThat(send("GET", "explain?batch_id=none", "")).contains("404");
    assertThat(send("POST", "batches/discard", "{\"bucket\":\"lab\"}", JSON))
        .contains("400", "all of the bucket");
    assertThat(send("POST", "batches/discard", "{\"bucket\":\"lab\",\"prefix\":\"a\"}", JSON))
        .contains("422", "did you mean a/");
  }

  @Test
  void listsAreReadPageByPage() {
    put("paged", "{}");
    for (int i = 0; i < 5; i++) {
      assertThat(event("paged", "run/%d/x.txt".formatted(i)).statusCode()).isEqualTo(200);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(pages("batches?bucket=paged&limit=2")).isEqualTo("2 2 1"));
    assertThat(send("POST", "batches/flush", "{\"bucket\":\"paged\",\"all\":true}", JSON))
        .contains("\"found\":5,\"changed\":5,\"failed\":0");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(pages("batches/closed?bucket=paged&limit=2")).isEqualTo("2 2 1"));
  }

  /** How many batches each page has. */
  private static String pages(String list) {
    var sizes = new StringBuilder();
    var next = "";
    do {
      var body = fixture.get(api.resolve("/api/v1/" + list + next)).body();
      sizes.append(body.split("\"prefix\"", -1).length - 1).append(' ');
      int at = body.indexOf("\"next\":\"");
      next = at < 0 ? "" : "&after=" + body.substring(at + 8, body.indexOf('"', at + 8));
    } while (!next.isEmpty());
    return sizes.toString().strip();
  }

  private static HttpResponse<String> event(String bucket, String key) {
    return fixture.send(
        "POST", api.resolve("/api/v1/events"), ServiceFixture.event(bucket, key), JSON);
  }

  private static void put(String bucket, String policy) {
    assertThat(fixture.send("PUT", policy(bucket), policy, JSON).statusCode()).isEqualTo(200);
  }

  private static URI policy(String bucket) {
    return api.resolve("/api/v1/buckets/" + bucket + "/policy");
  }

  private static String send(String method, String path, String body, String... headers) {
    var reply = fixture.send(method, api.resolve("/api/v1/" + path), body, headers);
    return reply.statusCode() + " " + reply.body();
  }
}
