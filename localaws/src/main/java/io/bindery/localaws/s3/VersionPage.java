package io.bindery.localaws.s3;

import io.bindery.localaws.http.Upstream;
import io.bindery.localaws.http.Xml;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.w3c.dom.Element;

/**
 * One page of ListObjectVersions. S3Mock's own pages lose keys between them, so it is asked for all
 * that follows the marker, and the page is cut here. A page ends with a whole key, so it can hold a
 * few versions more than were asked for, and needs no version marker. Listings with a delimiter are
 * given in one page.
 */
final class VersionPage {
  private static final int MOST_KEYS = 1_000;

  private VersionPage() {}

  /** The query that asks S3Mock for everything after the marker. */
  static String unpaged(String rawQuery) {
    return Arrays.stream(rawQuery.split("&", -1))
            .filter(parameter -> !parameter.startsWith("max-keys="))
            .collect(Collectors.joining("&"))
        + "&max-keys="
        + Integer.MAX_VALUE;
  }

  /** Cuts S3Mock's answer down to the page that was asked for. */
  static Upstream.Answer cut(Upstream.Answer answer, Map<String, String> query) {
    int most = mostKeys(query.getOrDefault("max-keys", ""));
    if (!answer.ok() || query.containsKey("delimiter") || most == 0) {
      return answer;
    }
    Element listing = Xml.parse(answer.body());
    boolean encoded = query.getOrDefault("encoding-type", "").equals("url");
    TreeMap<String, List<Element>> keys =
        Stream.of("Version", "DeleteMarker")
            .flatMap(name -> Xml.children(listing, name).stream())
            .collect(
                Collectors.groupingBy(
                    entry -> key(entry, encoded), () -> new TreeMap<>(), Collectors.toList()));
    int listed = 0;
    boolean truncated = false;
    String last = "";
    for (List<Element> entries : keys.values()) {
      if (listed >= most) {
        truncated = true;
        entries.forEach(listing::removeChild);
      } else {
        listed += entries.size();
        last = Xml.text(entries.get(0), "Key");
      }
    }
    set(listing, "MaxKeys", Integer.toString(most));
    set(listing, "IsTruncated", Boolean.toString(truncated));
    if (truncated) {
      set(listing, "NextKeyMarker", last);
    }
    return new Upstream.Answer(
        answer.status(),
        HttpFields.build(answer.headers()).remove(HttpHeader.CONTENT_LENGTH),
        bytes(listing));
  }

  private static int mostKeys(String asked) {
    return asked.matches("\\d{1,9}") ? Math.min(MOST_KEYS, Integer.parseInt(asked)) : MOST_KEYS;
  }

  private static String key(Element entry, boolean encoded) {
    String key = Xml.text(entry, "Key");
    return encoded ? URLDecoder.decode(key, StandardCharsets.UTF_8) : key;
  }

  private static void set(Element listing, String name, String text) {
    Element element =
        Xml.children(listing, name).stream()
            .findFirst()
            .orElseGet(
                () -> {
                  Element created = listing.getOwnerDocument().createElement(name);
                  listing.appendChild(created);
                  return created;
                });
    element.setTextContent(text);
  }

  private static byte[] bytes(Element listing) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      TransformerFactory.newInstance()
          .newTransformer()
          .transform(new DOMSource(listing), new StreamResult(out));
    } catch (TransformerException e) {
      throw new IllegalStateException(e);
    }
    return out.toByteArray();
  }
}
