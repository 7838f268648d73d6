package io.bindery.service.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A browser's profile for one test, and the pages in it. At its end nothing may have been written
 * to the console of the browser, refused by the policy of the page, or run by a hostile text.
 */
final class Visit implements AutoCloseable {
  private static final String AXE = read("/axe/axe.min.js");

  /** Pictures go there if it is set: a folder. */
  private static final Optional<Path> PICTURES =
      Optional.ofNullable(System.getProperty("bindery.pictures")).map(Path::of);

  private final ConsoleStand stand;
  private final BrowserContext context;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> allowed = new CopyOnWriteArrayList<>();

  Visit(ConsoleStand stand, Browser browser, Browser.NewContextOptions options) {
    this.stand = stand;
    context =
        browser.newContext(
            options.setReducedMotion(com.microsoft.playwright.options.ReducedMotion.REDUCE));
    context.setDefaultTimeout(ConsoleStand.PATIENCE);
    context.addInitScript(
        "addEventListener('securitypolicyviolation', e => console.error('refused: ' + e.violatedDirective + ' ' + e.blockedURI))");
    context.onConsoleMessage(this::complain);
    context.onWebError(error -> complaints.add(error.error()));
    context.onRequest(this::foreign);
  }

  private void complain(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add("%s (%s)".formatted(message.text(), message.location()));
    }
  }

  /** The console works offline: it asks nobody but its service. */
  private void foreign(Request request) {
    if (!request.url().startsWith(stand.address().toString())
        && !request.url().matches("(data|blob|about):.*")) {
      complaints.add("asked elsewhere: " + request.url());
    }
  }

  /** Complaints with this text are what the test is about, as those of a service that is away. */
  Visit allowing(String text) {
    allowed.add(text);
    return this;
  }

  BrowserContext context() {
    return context;
  }

  /** A new tab at a place of the console, as {@code #/live?q=x}, when it has read what it shows. */
  Page open(String hash) {
    var page = context.newPage();
    page.navigate(stand.address() + "/" + hash);
    settled(page);
    return page;
  }

  /** Goes to another place in the same tab. */
  void go(Page page, String hash) {
    page.evaluate("hash => { location.hash = hash }", hash);
    settled(page);
  }

  /** Waits until the page has its heading, and nothing is being read. */
  void settled(Page page) {
    page.waitForFunction(
        "() => document.querySelector('main h1') && !document.querySelector('main .waiting')");
  }

  /** What axe finds wrong, each with where it is. */
  void accessible(Page page) {
    page.evaluate(AXE);
    @SuppressWarnings("unchecked")
    var violations =
        (List<Object>)
            page.evaluate(
                """
                () => axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v =>
                  v.id + ': ' + v.help + ' at ' + v.nodes.slice(0, 5).map(n => n.html.slice(0, 200) + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | ')))
                """);
    assertThat(violations).as(page.url()).isEmpty();
  }

  /** Nothing is wider than the window. */
  void fits(Page page) {
    var wide =
        page.evaluate(
            """
            () => document.documentElement.scrollWidth <= innerWidth ? '' : innerWidth + ' < ' + document.documentElement.scrollWidth + ': '
              + [...document.querySelectorAll('main *')].filter(it => it.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(it => it.outerHTML.slice(0, 200)).join(' | ')
            """);
    assertThat(wide).as(page.url()).isEqualTo("");
  }

  /** What can be pressed is at least 24 pixels high and wide, or is text within text. */
  void large(Page page) {
    @SuppressWarnings("unchecked")
    var small =
        (List<Object>)
            page.evaluate(
                """
                () => [...document.querySelectorAll('button, select, input:not([type=checkbox]), summary, nav a')].filter(it => it.checkVisibility())
                  .filter(it => it.getBoundingClientRect().height < 24 || it.getBoundingClientRect().width < 24).map(it => it.outerHTML.slice(0, 150))
                """);
    assertThat(small).as(page.url()).isEmpty();
  }

  /**
   * Every control of the page is reached by the Tab key from its heading on, and shows that it is.
   */
  void reachable(Page page) {
    var controls =
        (int)
            page.evaluate(
                """
                () => {
                  const wanted = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary, [tabindex="0"])')]
                    .filter(it => it.checkVisibility() && !it.disabled);
                  window.passed = new Set();
                  window.faint = [];
                  window.missed = () => wanted.filter(it => it.isConnected && !passed.has(it)).map(it => it.outerHTML.slice(0, 150));
                  document.addEventListener('focusin', e => {
                    passed.add(e.target);
                    if (getComputedStyle(e.target).outlineStyle === 'none' && !/^(H1|MAIN)$/.test(e.target.tagName)) faint.push(e.target.outerHTML.slice(0, 150));
                  });
                  document.querySelector('main h1').focus();
                  return wanted.length;
                }
                """);
    for (int i = 0; i < controls + 2; i++) {
      page.keyboard().press("Tab");
    }
    assertThat(page.evaluate("() => missed()")).as(page.url()).isEqualTo(List.of());
    assertThat(page.evaluate("() => faint")).as(page.url()).isEqualTo(List.of());
    page.evaluate("() => document.activeElement.blur()");
  }

  void look(Page page, int width, int height, boolean dark) {
    page.setViewportSize(width, height);
    page.emulateMedia(
        new Page.EmulateMediaOptions().setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
  }

  /** A picture, if {@code -Dbindery.pictures=FOLDER} asks for one. */
  void picture(Page page, String name) {
    PICTURES.ifPresent(
        folder ->
            page.screenshot(
                new Page.ScreenshotOptions()
                    .setPath(folder.resolve(name + ".png"))
                    .setFullPage(true)));
  }

  /** The number that a script gives. */
  static double number(Page page, String script) {
    return ((Number) page.evaluate(script)).doubleValue();
  }

  private static String read(String resource) {
    try (var stream = Visit.class.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (var page : context.pages()) {
      assertThat(page.evaluate("() => typeof window.hit"))
          .as("%s ran a text", page.url())
          .isEqualTo("undefined");
    }
    context.close();
    assertThat(complaints)
        .filteredOn(complaint -> allowed.stream().noneMatch(complaint::contains))
        .isEmpty();
  }
}
