package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.platform.versioned.ChangeOutcome.Changed;
import io.bindery.platform.versioned.ChangeOutcome.Gone;
import io.bindery.platform.versioned.ChangeOutcome.OtherVersion;
import io.bindery.platform.versioned.Versioned;
import io.bindery.platform.versioned.VersionedChange;
import io.bindery.platform.versioned.VersionedStore;
import io.bindery.service.access.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * What all settings of run time have below their path: DELETE, a history, and answers that carry
 * the version as their ETag.
 *
 * @param path of one of them
 * @param name reads its name from a call that was checked
 * @param words in which its refusals are told
 * @param store keeps them
 */
public record VersionedRoutes<V extends Versioned>(
    String path, Function<Call, String> name, Words words, VersionedStore<V> store) {

  /**
   * How one kind of settings is called.
   *
   * @param key field of an answer that holds the name
   * @param value field of an answer that holds what was set
   * @param shown what was set, as the field holds it
   * @param overtaken told with the name and the version if it is at another version
   * @param notSet told with the name if there is nothing to change
   */
  public record Words(
      String key,
      String value,
      Function<Map<String, Object>, Object> shown,
      String overtaken,
      Function<String, String> notSet) {}

  /** Those that are the same for all kinds. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.plain("DELETE", path, this::remove).needs(Role.ADMIN),
        Endpoint.get(path + "/history", Set.of("after", "limit"), this::history),
        Endpoint.get(path + "/history/{version}", Set.of(), this::change));
  }

  private CompletionStage<HttpResponse> history(Call call) {
    var of = name.apply(call);
    return store
        .history(of, call.after(), call.limit())
        .thenApply(page -> Reply.page("changes", page, Map.of(words.key(), of)));
  }

  private CompletionStage<HttpResponse> change(Call call) {
    return store
        .change(name.apply(call), call.version())
        .thenApply(
            change ->
                change
                    .map(found -> Reply.ok(Reply.inOrder(fields(found))))
                    .orElseGet(Reply::noSuchVersion));
  }

  private Map<String, Object> fields(VersionedChange change) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("version", change.version());
    change.value().ifPresent(value -> fields.put(words.value(), words.shown().apply(value)));
    fields.put("changed_by", change.changedBy());
    fields.put("changed_at", change.changedAt());
    return fields;
  }

  private CompletionStage<HttpResponse> remove(Call call) {
    var of = name.apply(call);
    return store
        .remove(of, call.expectedVersion(), call.actor())
        .thenApply(outcome -> answer(of, outcome));
  }

  /** Answers a change. */
  public HttpResponse answer(String of, ChangeOutcome<V> outcome) {
    if (outcome instanceof Changed<V> changed) {
      return answer(changed.view());
    }
    if (outcome instanceof Gone<V> gone) {
      return Reply.versioned(HttpResponse.create().withStatus(204), gone.version());
    }
    if (outcome instanceof OtherVersion<V> other) {
      return Reply.versioned(
          Reply.problem(412, words.overtaken().formatted(of, other.version())), other.version());
    }
    return none(of);
  }

  /** Answers with one of them. */
  public HttpResponse answer(V view) {
    return Reply.versioned(Reply.ok(view), view.version());
  }

  /** Answers that there is none. */
  public HttpResponse none(String of) {
    return Reply.problem(404, words.notSet().apply(of));
  }
}
