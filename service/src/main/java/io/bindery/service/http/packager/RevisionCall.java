package io.bindery.service.http.packager;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import com.fasterxml.jackson.databind.util.RawValue;
import io.bindery.packager.browse.Answer;
import io.bindery.packager.browse.IndexProgress;
import io.bindery.packager.browse.PackageBrowser;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import io.bindery.service.http.Call;
import io.bindery.service.http.Reply;
import io.bindery.service.http.RequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A request about one revision of one package, as its path names it.
 *
 * @param revision top hash, its first digits, or {@code latest}
 */
record RevisionCall(Call call, String registry, PackageName name, RevisionName revision) {
  static final String PACKAGE = "registries/{registry}/packages/{namespace}/{name}";
  static final String REVISION = PACKAGE + "/revisions/{revision}";

  /** Larger metadata is left out: no page shows a megabyte. */
  private static final int MOST_METADATA = 1 << 20;

  private static final String LATEST = "latest";

  /** The revision that the path names. */
  static RevisionCall of(Call call) {
    return of(call, call.variable("revision"), "revision");
  }

  /** Another revision of the same package, which a parameter names. */
  RevisionCall with(String parameter) {
    return of(
        call,
        call.parameter(parameter)
            .orElseThrow(
                () ->
                    new RequestException(
                        parameter,
                        "%s is missing: say the top hash of another revision."
                            .formatted(parameter))),
        parameter);
  }

  private static RevisionCall of(Call call, String text, String field) {
    var name = packageName(call);
    try {
      var hash = text.equals(LATEST) ? Optional.<String>empty() : Optional.of(text);
      return new RevisionCall(call, registry(call), name, new RevisionName(name, hash));
    } catch (PackagingException e) {
      throw new RequestException(field, e.getMessage());
    }
  }

  static String registry(Call call) {
    return Call.bucket(call.variable("registry"));
  }

  static PackageName packageName(Call call) {
    try {
      return new PackageName(call.variable("namespace") + "/" + call.variable("name"));
    } catch (InvalidNameException e) {
      throw new RequestException("name", e.getMessage() + ".");
    }
  }

  CompletionStage<TopHash> topHash(PackageBrowser browser) {
    return browser.resolve(registry, revision);
  }

  /** The place in a list that is a number; nothing at its beginning. */
  static OptionalLong from(Call call) {
    var cursor = call.after();
    if (cursor.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(cursor.get().number().orElseThrow(RevisionCall::noSuchPlace));
  }

  static RequestException noSuchPlace() {
    return new RequestException("after", "after must be what a page before gave as next.");
  }

  /** What an index answers, or how far its first reading is. */
  static <T> HttpResponse answer(Answer<T> answer, Function<T, HttpResponse> known) {
    return answer instanceof Answer.Known<T> there
        ? known.apply(there.value())
        : Reply.json(202, Map.of("indexing", ((Answer.NotYet<T>) answer).progress()))
            .addHeader(RawHeader.create("Retry-After", "1"));
  }

  /** Text of JSON as it is. */
  static Optional<RawValue> raw(Optional<String> json) {
    return json.filter(it -> it.length() <= MOST_METADATA).map(RawValue::new);
  }

  /** A value as JSON; nothing if it is too long, or holds what JSON has not. */
  static Optional<RawValue> json(JsonValue value) {
    try {
      return raw(Optional.of(JsonForm.FILE.toText(value)));
    } catch (JsonWriteException e) {
      return Optional.empty();
    }
  }

  /** Fields in their order; those that are absent are left out. */
  static final class Fields {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    Fields put(String name, Object value) {
      if (value instanceof Optional<?> optional) {
        optional.ifPresent(it -> fields.put(name, it));
      } else {
        fields.put(name, value);
      }
      return this;
    }

    Map<String, Object> map() {
      return fields;
    }
  }

  /** How far a first reading is. */
  static IndexProgress.Seen progress(Answer<?> answer) {
    return ((Answer.NotYet<?>) answer).progress();
  }
}
