package io.bindery.exchange.publication;

import io.bindery.exchange.publication.Ending.Failed;
import io.bindery.exchange.publication.Ending.Refused;
import io.bindery.platform.tracing.EndedSpan;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.Spans;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The span of a publication from its acceptance on, and those of its longer steps. */
final class PublicationSpans {
  private final Spans spans;
  private final String id;

  PublicationSpans(Spans spans, String id) {
    this.spans = spans;
    this.id = id;
  }

  /** Tells how long a step takes, if people want to know. */
  CompletionStage<Result> of(Step step, Publishing state, CompletionStage<Result> taken) {
    var name = name(step);
    if (name.isEmpty()) {
      return taken;
    }
    var trace = state.request().flatMap(Publishing.Request::span).map(OpenSpan::context);
    return spans.begin(name.get(), trace, Map.of("bindery.publication.id", id)).until(taken);
  }

  private static Optional<String> name(Step step) {
    if (step instanceof Step.Prepare) {
      return Optional.of("prepare");
    }
    if (step instanceof Step.Count) {
      return Optional.of("count");
    }
    if (step instanceof Step.Compare) {
      return Optional.of("compare");
    }
    return step instanceof Step.Finalize ? Optional.of("finalize") : Optional.empty();
  }

  /** With the end of a publication its span ends. */
  void happened(Publishing after, PublicationEvent event) {
    if (event instanceof Ending) {
      after
          .request()
          .ifPresent(request -> request.span().ifPresent(span -> end(after, request, span, event)));
    }
  }

  private void end(
      Publishing after, Publishing.Request request, OpenSpan span, PublicationEvent event) {
    var attributes = new HashMap<String, Object>();
    attributes.put("bindery.publication.id", id);
    attributes.put("bindery.publication.outcome", after.state().word());
    after
        .plan()
        .ifPresent(
            plan -> {
              attributes.put("bindery.publication.data_set", plan.dataSetId());
              attributes.put("bindery.publication.revisions", plan.revisions());
            });
    spans.end(
        new EndedSpan(
            "publication",
            EndedSpan.Kind.INTERNAL,
            span,
            request.at(),
            event.at(),
            attributes,
            error(event)));
  }

  private static Optional<String> error(PublicationEvent event) {
    if (event instanceof Failed failed) {
      return Optional.of(failed.reason());
    }
    return event instanceof Refused refused ? Optional.of(refused.reason()) : Optional.empty();
  }
}
