package io.bindery.packager.quarantine;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.workflow.WorkflowException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is wrong with a package. It is in journals: fields are only ever added.
 *
 * @param rule what the rule is about: {@code message}, {@code name}, {@code metadata}, {@code
 *     entries}, or why the rules themselves cannot be used
 * @param path JSON path in metadata or in the list of entries; empty if there is none
 * @param message without a full stop, where there is a path
 * @param quiltPath where Quilt shows it, such as {@code meta/run/0}; absent if Quilt does not show
 *     it
 */
public record Problem(
    String rule,
    String path,
    String message,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> quiltPath) {

  private static final String QUILT_PATH = "quilt_path";

  public Problem {
    // Journals of earlier builds lack it.
    quiltPath = requireNonNullElse(quiltPath, Optional.empty());
  }

  /** One that Quilt does not show. */
  public Problem(String rule, String path, String message) {
    this(rule, path, message, Optional.empty());
  }

  /** All that is wrong, as far as it is known. */
  public static List<Problem> of(WorkflowException failure) {
    return failure.problems().stream()
        .map(
            it ->
                new Problem(
                    it.rule().name().toLowerCase(Locale.ROOT),
                    it.path(),
                    it.text(),
                    it.quiltPath()))
        .toList();
  }

  JsonObject toJson() {
    var json = JsonObject.EMPTY.with("rule", new JsonString(rule));
    json =
        (path.isEmpty() ? json : json.with("path", new JsonString(path)))
            .with("message", new JsonString(message));
    return quiltPath.isPresent() ? json.with(QUILT_PATH, new JsonString(quiltPath.get())) : json;
  }

  static Optional<Problem> of(JsonValue json) {
    return json instanceof JsonObject object
        ? Optional.of(
            new Problem(
                text(object, "rule"),
                text(object, "path"),
                text(object, "message"),
                Optional.of(text(object, QUILT_PATH)).filter(it -> !it.isEmpty())))
        : Optional.empty();
  }

  private static String text(JsonObject object, String key) {
    return object
        .get(key)
        .filter(JsonString.class::isInstance)
        .map(JsonString.class::cast)
        .map(JsonString::value)
        .orElse("");
  }

  /** Whether the name of the package is wrong, which a new revision cannot mend. */
  public boolean ofName() {
    return rule.equals("name");
  }

  /** Whether it is not about one place. */
  public boolean ofAll() {
    return path.isEmpty() || path.equals("$");
  }

  /** The rule in words, such as {@code package name}. */
  public String subject() {
    return switch (rule) {
      case "message" -> "commit message";
      case "name" -> "package name";
      case "entries" -> "files";
      default -> rule;
    };
  }
}
