package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Asks for anything: never is the answer 500 or missing, and each refusal is a problem as the
 * document says. {@code -Dbindery.requests=20000} asks more often, {@code -Dbindery.seed} the same
 * again, {@code -Dbindery.first} from a number on.
 */
class RequestFuzzTest {
  private static final int REQUESTS = Integer.getInteger("bindery.requests", 1_000);
  private static final long SEED = Long.getLong("bindery.seed", new Random().nextLong());
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void whateverIsAskedIsAnswered() throws IOException {
    System.out.printf("%d requests, bindery.seed = %d%n", REQUESTS, SEED);
    try (var fixture = new ServiceFixture();
        var service = fixture.start("")) {
      fixture.createBucket("lab");
      var contract = Contract.of(service.http().orElseThrow().endpoints());
      var requests = new FuzzRequests(contract);
      var statuses = new TreeMap<Integer, Integer>();
      try (var client = new PlainHttp(service.api().orElseThrow())) {
        for (int i = Integer.getInteger("bindery.first", 0); i < REQUESTS; i++) {
          statuses.merge(asked(contract, client, requests.of(SEED + i), i), 1, Integer::sum);
        }
      }
      assertThat(statuses.keySet()).contains(200, 400, 404, 405);
      works(service);
    }
  }

  private static int asked(
      Contract contract, PlainHttp client, FuzzRequests.Request request, int number) {
    var what = "request %d of seed %d:%n%s".formatted(number, SEED, request);
    try {
      var answer =
          client.exchange(request.bytes(), request.method().equals("HEAD"), request.endless());
      check(contract, request, answer, what + "\n" + answer.status() + " " + answer.body());
      return answer.status();
    } catch (IOException | RuntimeException e) {
      throw new AssertionError("no answer to " + what, e);
    } catch (AssertionError e) {
      throw new AssertionError(what, e);
    }
  }

  private static void check(
      Contract contract, FuzzRequests.Request request, Contract.Answer answer, String what)
      throws IOException {
    assertThat(answer.status()).as(what).isNotEqualTo(500);
    boolean body =
        !request.method().equals("HEAD") && !(request.endless() && answer.status() == 200);
    if (answer.status() >= 400 && body && !answer.type().equals("application/json")) {
      var problem = JSON.readTree(answer.body());
      assertThat(answer.type()).as(what).isEqualTo("application/problem+json");
      assertThat(problem.path("status").asInt()).as(what).isEqualTo(answer.status());
      assertThat(problem.path("detail").asText()).as(what).isNotBlank();
      if (request.field().isPresent() && answer.status() < 413) {
        assertThat(problem.path("field").asText())
            .as(what)
            .isNotEmpty()
            .startsWith(request.field().get());
      }
      if (answer.status() == 503) {
        assertThat(answer.header("Retry-After")).as(what).isPresent();
      }
    }
    uri(request)
        .ifPresent(
            uri -> contract.check(body ? request.method() : "HEAD", uri, Optional.empty(), answer));
  }

  /** What can be looked up in the document. */
  private static Optional<URI> uri(FuzzRequests.Request request) {
    try {
      return Optional.of(URI.create("http://localhost" + request.target()))
          .filter(uri -> request.target().startsWith("/api/v1/") && uri.getRawPath() != null);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** It goes on all the same. */
  private static void works(BinderyService service) throws IOException {
    try (var client = new PlainHttp(service.api().orElseThrow())) {
      var answer =
          client.exchange(
              "GET /api/v1/version HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII),
              false,
              false);
      assertThat(answer.status()).isEqualTo(200);
    }
  }
}
