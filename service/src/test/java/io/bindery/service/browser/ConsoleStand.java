package io.bindery.service.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.bindery.service.BinderyService;
import io.bindery.service.http.ServiceFixture;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One service and one browser for all tests of the console that run in one JVM. A test gets it as a
 * parameter, by {@link ConsoleExtension}, and makes a {@link Visit} of its own.
 */
final class ConsoleStand implements AutoCloseable {
  /** What an uploader may name a thing, so that a page that trusts it would run it. */
  static final String HOSTILE = "<img src=x onerror=window.hit=1><script>hit=1</script>";

  /** Milliseconds for anything that is waited for. */
  static final double PATIENCE = 60_000;

  private static final String SETTINGS =
      """
      bindery.router {
        bucket-names = ""
        buckets = [{ name = lab, prefix-depth = 2, trigger { count = 1000000, quiet = 2 hours } }]
      }
      bindery.packager {
        sources = [lab, asked], registries = [lab, held, asked], sweep-interval = 500 ms
        descriptions = strict, policies = [{ bucket = asked, package = suggest }]
      }
      bindery.exchange {
        sources = [lab], poll-interval = 100 ms, look-again = 200 ms
        retry { first = 50 ms, longest = 500 ms }
      }
      bindery.feed.progress-every = 250 ms
      bindery.http.stream.heartbeat = 2 s
      """;

  private final ServiceFixture fixture = new ServiceFixture();
  private final Playwright playwright;
  private final Browser browser;
  private BinderyService service;

  ConsoleStand() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
    fixture.createWatchedBucket("lab");
    fixture.createBucket("held");
    fixture.createBucket("asked");
    service = fixture.start(SETTINGS);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1", "PATH", System.getenv("PATH"))));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium())
                    .setChromiumSandbox(false)
                    .setArgs(
                        List.of(
                            "--disable-quic",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run",
                            "--enable-precise-memory-info",
                            "--js-flags=--expose-gc")));
  }

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The tests of the console need Chromium: apt-get install chromium"));
  }

  /** Database, AWS, and a client of the API. */
  ServiceFixture fixture() {
    return fixture;
  }

  /** Where the console is. */
  URI address() {
    return service.api().orElseThrow();
  }

  /** An address of the API. */
  URI api(String path) {
    return address().resolve("/api/v1/" + path);
  }

  /** Somebody who looks: a browser's profile without a past. */
  Visit visit() {
    return new Visit(this, browser, new Browser.NewContextOptions().setViewportSize(1280, 900));
  }

  Visit visit(Browser.NewContextOptions options) {
    return new Visit(this, browser, options);
  }

  /** Stops the service, runs what is to happen meanwhile, and starts it at the same address. */
  void restart(Runnable meanwhile) {
    restart("", meanwhile);
  }

  /** Starts the service with more settings for a while; the next restart takes them away again. */
  void restart(String more, Runnable meanwhile) {
    int port = address().getPort();
    service.close();
    meanwhile.run();
    service = fixture.start("%s%nbindery.http.port = %d%n%s".formatted(SETTINGS, port, more));
  }

  /** Records events of these keys, of five bytes each. */
  void upload(String... keys) {
    var lines = new StringBuilder();
    for (var key : keys) {
      lines.append(ServiceFixture.event("lab", key)).append('\n');
    }
    var answer =
        fixture.send(
            "POST", api("events"), lines.toString(), "Content-Type", "application/x-ndjson");
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(answer.body());
    }
  }

  /** Asks the API, without a token. */
  HttpResponse<String> get(String path) {
    return fixture.get(api(path));
  }

  /** Gives an order that has to be taken. */
  HttpResponse<String> send(String method, String path, String body, String... more) {
    var headers = new ArrayList<>(List.of("Content-Type", "application/json"));
    headers.addAll(List.of(more));
    var answer = fixture.send(method, api(path), body, headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return answer;
  }

  /** The first id of this field in an answer. */
  static String id(String json, String field) {
    var match = Pattern.compile("\"%s\"\\s*:\\s*\"([0-9a-f]+)\"".formatted(field)).matcher(json);
    assertThat(match.find()).as(json).isTrue();
    return match.group(1);
  }

  /** Waits until an answer has this in it. */
  void until(String path, String words) {
    await()
        .atMost(Duration.ofMillis((long) PATIENCE))
        .until(() -> get(path).body().contains(words));
  }

  /** The id of a job that has come to its end. */
  String packaged(String description) {
    var id = id(send("POST", "packages", description).body(), "job_id");
    until("packages/jobs/" + id, "finished_at");
    return id;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
    service.close();
    fixture.close();
  }
}
