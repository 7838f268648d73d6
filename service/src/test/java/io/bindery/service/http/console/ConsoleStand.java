package io.bindery.service.http.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.bindery.service.BinderyService;
import io.bindery.service.http.ServiceFixture;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One service and one browser for all tests of the console that run in one JVM. A test gets it as a
 * parameter, by {@link ConsoleExtension}, and makes a {@link Visit} of its own.
 */
public final class ConsoleStand implements AutoCloseable {
  /** What an uploader may name a thing, so that a page that trusts it would run it. */
  public static final String HOSTILE = "<img src=x onerror=window.hit=1><script>hit=1</script>";

  /** Milliseconds for anything that is waited for. */
  static final double PATIENCE = 60_000;

  private static final String SETTINGS =
      """
      bindery.router {
        bucket-names = ""
        buckets = [{ name = lab, prefix-depth = 2, trigger { count = 1000000, quiet = 2 hours } }]
      }
      bindery.packager {
        sources = [lab], registries = [lab, held], sweep-interval = 500 ms, descriptions = strict
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
  public ServiceFixture fixture() {
    return fixture;
  }

  /** Where the console is. */
  public URI address() {
    return service.api().orElseThrow();
  }

  /** An address of the API. */
  public URI api(String path) {
    return address().resolve("/api/v1/" + path);
  }

  /** Somebody who looks: a browser's profile without a past. */
  public Visit visit() {
    return new Visit(this, browser, new Browser.NewContextOptions().setViewportSize(1280, 900));
  }

  public Visit visit(Browser.NewContextOptions options) {
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
  public void upload(String... keys) {
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

  @Override
  public void close() {
    browser.close();
    playwright.close();
    service.close();
    fixture.close();
  }
}
