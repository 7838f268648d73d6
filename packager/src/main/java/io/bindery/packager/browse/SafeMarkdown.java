package io.bindery.packager.browse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

/**
 * Markdown of uploaders as HTML that is safe in a page of ours: no script, no style, no form, no
 * HTML of theirs, pictures of their own package only, and links that lead to web pages, mail
 * addresses and files of the package. What is made is checked a second time by the sanitizer.
 */
final class SafeMarkdown {
  /** Quotes and lists in each other; a page that is deeper is not one for people. */
  private static final int DEEPEST = 64;

  private static final Pattern ELSEWHERE = Pattern.compile("(?i)(https?://|mailto:)[^\\s]+");
  private static final Pattern ANY_SCHEME = Pattern.compile("(?i)[a-z][a-z0-9+.-]*:.*|//.*");

  private static final List<TablesExtension> EXTENSIONS =
      List.of((TablesExtension) TablesExtension.create());

  private static final Parser PARSER =
      Parser.builder().extensions(EXTENSIONS).maxOpenBlockParsers(DEEPEST).build();

  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).escapeHtml(true).sanitizeUrls(true).build();

  private static final PolicyFactory POLICY =
      new HtmlPolicyBuilder()
          .allowElements(
              "p",
              "br",
              "hr",
              "h1",
              "h2",
              "h3",
              "h4",
              "h5",
              "h6",
              "strong",
              "em",
              "code",
              "pre",
              "blockquote",
              "ul",
              "ol",
              "li",
              "table",
              "thead",
              "tbody",
              "tr",
              "th",
              "td",
              "a",
              "img")
          .allowAttributes("start")
          .matching(Pattern.compile("[0-9]{1,9}"))
          .onElements("ol")
          .allowAttributes("align")
          .matching(Pattern.compile("left|right|center"))
          .onElements("th", "td")
          .allowAttributes("href")
          .matching(Pattern.compile("(?i)(https?://|mailto:).+|#/packages/.+"))
          .onElements("a")
          .allowAttributes("src")
          .matching(Pattern.compile("/api/v1/registries/[^/]+/packages/.+"))
          .onElements("img")
          .allowAttributes("alt")
          .onElements("img")
          .allowUrlProtocols("http", "https", "mailto")
          .requireRelsOnLinks("noopener", "noreferrer", "nofollow")
          .toFactory();

  private final Function<String, Optional<String>> page;
  private final Function<String, Optional<String>> picture;

  /**
   * For texts of one folder.
   *
   * @param page where a link to a file of the package leads; nothing if nowhere
   * @param picture where the bytes of a picture of the package are
   */
  SafeMarkdown(
      Function<String, Optional<String>> page, Function<String, Optional<String>> picture) {
    this.page = page;
    this.picture = picture;
  }

  /** The HTML of a text; one that cannot be rendered is shown as it is written. */
  String html(String markdown) {
    try {
      var document = PARSER.parse(markdown);
      document.accept(new Targets());
      return POLICY.sanitize(RENDERER.render(document));
    } catch (StackOverflowError e) {
      // Emphasis within emphasis, thousands of times: nobody's text, but somebody's attack.
      return plain(markdown);
    }
  }

  /** A text as it is written. */
  static String plain(String text) {
    return POLICY.sanitize(
        "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</pre>");
  }

  /** Sets where links and pictures lead, and leaves the words alone of those that may not. */
  private final class Targets extends AbstractVisitor {
    @Override
    public void visit(Link link) {
      visitChildren(link);
      link.setTitle(null);
      replaced(link, target(link.getDestination())).ifPresent(link::setDestination);
    }

    @Override
    public void visit(Image image) {
      visitChildren(image);
      image.setTitle(null);
      replaced(image, inside(image.getDestination()).flatMap(picture))
          .ifPresent(image::setDestination);
    }

    private Optional<String> target(String destination) {
      return ELSEWHERE.matcher(destination).matches()
          ? Optional.of(destination)
          : inside(destination).flatMap(page);
    }

    /** Only what can be a path: a mark within the page would change the view of the console. */
    private Optional<String> inside(String destination) {
      return destination.isEmpty()
              || destination.startsWith("#")
              || ANY_SCHEME.matcher(destination.toLowerCase(Locale.ROOT)).matches()
          ? Optional.empty()
          : Optional.of(destination);
    }

    private Optional<String> replaced(Node node, Optional<String> by) {
      if (by.isEmpty()) {
        for (var child = node.getFirstChild(); child != null; child = node.getFirstChild()) {
          node.insertBefore(child);
        }
        node.unlink();
      }
      return by;
    }
  }
}
