package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API of publications, on a real service with its Data Exchange. */
class PublicationsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI api;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createBucket("lab");
    service = fixture.start("bindery.exchange.sources = [lab]");
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static HttpResponse<String> post(String path, String body) {
    return fixture.send(
        "POST",
        api.resolve("/api/v1/" + path),
        body,
        "Content-Type",
        "application/json",
        "X-Bindery-Actor",
        "ada");
  }

  private static JsonNode problem(int status, String field, HttpResponse<String> answer)
      throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    var problem = JSON.readTree(answer.body());
    assertThat(problem.path("field").asText()).as(answer.body()).isEqualTo(field);
    return problem.path("detail");
  }

  @Test
  void whatCannotBeAskedForIsRefusedByItsField() throws IOException {
    assertThat(
            problem(422, "manifest", post("publications", "{\"manifest\": \"s3://other/m.json\"}"))
                .asText())
        .contains("bucket 'other' may not be read from", "bindery.exchange.sources");
    assertThat(
            problem(422, "manifest", post("publications", "{\"manifest\": \"s3://lab/no.json\"}"))
                .asText())
        .contains("s3://lab/no.json does not exist");
    assertThat(problem(422, "manifest", post("publications", "{\"manifest\": \"s3://lab/a/\"}")))
        .asString()
        .contains("is no object");
    assertThat(problem(400, "manifest", post("publications", "{\"manifest\": \"lab/a.json\"}")))
        .asString()
        .contains("it must be the address of an object, s3://BUCKET/KEY");
    problem(400, "manifest", post("publications", "{\"manifest\": 7}"));
    problem(400, "manifest", post("publications", "{\"again\": true}"));
    problem(400, "again", post("publications", "{\"manifest\": \"s3://lab/m\", \"again\": 1}"));
    assertThat(
            problem(
                400, "agian", post("publications", "{\"manifest\": \"s3://lab/m\", \"agian\": 1}")))
        .asString()
        .contains("there are again, manifest");
    problem(400, "again", post("publications?again=perhaps", "{}"));
    problem(400, "agian", post("publications?agian=true", "{}"));
  }

  @Test
  void listsRefuseWhatTheyDoNotKnow() throws IOException {
    var root = api.resolve("/api/v1/publications");
    assertThat(problem(400, "state", fixture.get(URI.create(root + "?state=done"))))
        .asString()
        .contains("it must be one of received, preparing, queued");
    problem(400, "manifest", fixture.get(URI.create(root + "?manifest=lab")));
    problem(400, "after", fixture.get(URI.create(root + "?after=x")));
    problem(400, "publication", fixture.get(URI.create(root + "/x")));
    assertThat(fixture.get(URI.create(root + "/" + "0".repeat(32))).statusCode()).isEqualTo(404);
    assertThat(fixture.get(URI.create(root + "?data_set=a&product=b&limit=3")).body())
        .isEqualTo("{\"publications\":[]}");
  }

  @Test
  void ordersAreChecked() throws IOException {
    var one = "publications/" + "0".repeat(32);
    problem(400, "publication", post("publications/ABC/cancel", ""));
    problem(400, "comment", post(one + "/revoke", "{}"));
    assertThat(problem(422, "comment", post(one + "/revoke", "{\"comment\": \"  short  \"}")))
        .asString()
        .contains("it must be a text of 10 to 512 characters");
    problem(
        422, "comment", post(one + "/revoke", "{\"comment\": \"%s\"}".formatted("x".repeat(513))));
    problem(400, "why", post(one + "/cancel", "{\"why\": \"\"}"));
  }
}
