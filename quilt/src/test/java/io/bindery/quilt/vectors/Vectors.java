package io.bindery.quilt.vectors;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Golden vectors: from the directory in the system property {@code bindery.vectors} if it is set
 * (relative to the root of the project), else from the class path. Read with Jackson, so that our
 * own JSON is not judged by itself.
 */
public final class Vectors {

  private static final String PROPERTY = "bindery.vectors";

  private Vectors() {}

  /** One case. Its name is what a test report shows. */
  public record Vector(String name, JsonNode json) {

    public JsonNode get(String field) {
      return json.path(field);
    }

    /** A text field's value; absent also if it is null. */
    public Optional<String> text(String field) {
      return Optional.ofNullable(get(field).textValue());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The file's content; the test fails if there is no such file. */
  public static JsonNode file(String name) {
    try (InputStream in = open(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the vectors " + name, e);
    }
  }

  /**
   * The cases of a list in a file, each named by its number and what {@code title} makes of it.
   * Only another set of vectors may lack a list.
   */
  public static List<Vector> cases(String name, String list, Function<JsonNode, String> title) {
    List<Vector> cases = new ArrayList<>();
    JsonNode nodes = file(name).path(list);
    for (JsonNode node : nodes) {
      cases.add(new Vector(list + " " + (cases.size() + 1) + ": " + title.apply(node), node));
    }
    if (cases.isEmpty() && directory().isEmpty()) {
      fail("%s has no '%s'", name, list);
    }
    return cases;
  }

  private static InputStream open(String name) throws IOException {
    Optional<Path> directory = directory();
    if (directory.isPresent()) {
      Path file = directory.get().resolve(name);
      if (!Files.isRegularFile(file)) {
        fail("%s is set to %s, where there is no file %s", PROPERTY, directory.get(), name);
      }
      return Files.newInputStream(file);
    }
    InputStream in = Vectors.class.getResourceAsStream("/vectors/" + name);
    return in != null ? in : fail("there are no vectors %s on the class path", name);
  }

  private static Optional<Path> directory() {
    String value = System.getProperty(PROPERTY, "").strip();
    if (value.isEmpty() || value.startsWith("${")) {
      return Optional.empty();
    }
    return Optional.of(Path.of(System.getProperty("bindery.root", ""), "").resolve(value));
  }
}
