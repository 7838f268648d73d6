package io.bindery.packager.preset;

import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serial;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.ext.DefaultHandler2;

/**
 * XML. A field is a path from the root, by local names: {@code /RunInfo/Run/@Id}, {@code
 * /RunInfo/Run/Flowcell}; {@code *} is any element. A document type is refused, and with it every
 * entity: nothing is fetched, and nothing grows.
 */
final class XmlFormat implements RunFormat {
  private static final int MAX_DEPTH = 64;

  /** Of each field; more are too many for whoever reads it. */
  private static final int MAX_VALUES = WantedValue.MAX_ITEMS + 1;

  /** A text that is longer is none that people would have in metadata; what reads it says so. */
  private static final int MAX_TEXT = WantedValue.MAX_TEXT + 1;

  @Override
  public Map<String, List<JsonValue>> values(byte[] file, Set<String> fields)
      throws RunFileException {
    var walk = new Walk(fields);
    try {
      var parser = parser();
      parser.setProperty("http://xml.org/sax/properties/lexical-handler", walk);
      parser.parse(new ByteArrayInputStream(file), walk);
      return walk.found;
    } catch (Refused e) {
      throw new RunFileException(e.getMessage(), e);
    } catch (SAXException | IOException | RuntimeException e) {
      // The JDK's parser throws all of these at bytes that are no characters.
      throw new RunFileException("is no XML that can be read" + walk.place(), e);
    }
  }

  private static SAXParser parser() throws SAXException {
    try {
      // That of the JDK, whatever else lies on the class path.
      var factory = SAXParserFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
      return factory.newSAXParser();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK has an XML parser", e);
    }
  }

  /** A document that is not read to its end. */
  private static final class Refused extends SAXException {
    @Serial private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }
  }

  /** One reading of one document. */
  private static final class Walk extends DefaultHandler2 {
    private final Set<String> fields;
    private final Map<String, List<JsonValue>> found = new LinkedHashMap<>();
    private final Deque<String> names = new ArrayDeque<>();
    private final Deque<StringBuilder> texts = new ArrayDeque<>();
    private Locator locator;

    Walk(Set<String> fields) {
      this.fields = fields;
    }

    @Override
    public void setDocumentLocator(Locator at) {
      locator = at;
    }

    /** Where the parser is, as the end of a sentence. */
    String place() {
      return locator == null || locator.getLineNumber() < 1
          ? ""
          : ": line " + locator.getLineNumber();
    }

    /** Comes before anything of the document type is looked at. */
    @Override
    public void startDTD(String name, String publicId, String systemId) throws SAXException {
      throw new Refused("has a document type (DOCTYPE), which is refused");
    }

    @Override
    public InputSource resolveEntity(String name, String publicId, String base, String systemId)
        throws SAXException {
      throw new Refused("refers to an entity, which is refused");
    }

    @Override
    public void startElement(
        String namespace, String localName, String qualified, Attributes attributes)
        throws SAXException {
      if (names.size() == MAX_DEPTH) {
        throw new Refused("is more than %d levels deep".formatted(MAX_DEPTH));
      }
      names.addLast(localName);
      texts.addLast(new StringBuilder());
      for (int i = 0; i < attributes.getLength(); i++) {
        take("@" + attributes.getLocalName(i), attributes.getValue(i));
      }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
      var text = texts.peekLast();
      if (text != null && text.length() < MAX_TEXT) {
        text.append(characters, start, Math.min(MAX_TEXT - text.length(), length));
      }
    }

    @Override
    public void endElement(String namespace, String localName, String qualified) {
      take(null, texts.removeLast().toString());
      names.removeLast();
    }

    private void take(String attribute, String value) {
      for (var field : fields) {
        if (fits(field, attribute)) {
          var values = found.computeIfAbsent(field, key -> new ArrayList<>());
          if (values.size() < MAX_VALUES) {
            values.add(new JsonString(value.substring(0, Math.min(MAX_TEXT, value.length()))));
          }
        }
      }
    }

    private boolean fits(String field, String attribute) {
      int at = 0;
      for (var name : names) {
        if (at >= field.length() || field.charAt(at) != '/') {
          return false;
        }
        int end = field.indexOf('/', at + 1);
        var step = field.substring(at + 1, end < 0 ? field.length() : end);
        if (!step.equals("*") && !step.equals(name)) {
          return false;
        }
        at = end < 0 ? field.length() : end;
      }
      return attribute == null
          ? at == field.length()
          : at < field.length() && field.substring(at + 1).equals(attribute);
    }
  }
}
