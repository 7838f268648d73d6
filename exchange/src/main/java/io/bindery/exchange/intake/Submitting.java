package io.bindery.exchange.intake;

import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.PublicationCommand.Submitted;
import io.bindery.platform.tracing.TraceContext;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Hands a manifest to its publication. */
@FunctionalInterface
public interface Submitting {
  /**
   * Hands it over.
   *
   * @param again whether it is published although the same content is published already
   * @param by who asked for it
   * @param trace where it belongs in a trace
   * @return once the publication is durable; whether it was known before
   */
  CompletionStage<Submitted> submit(
      String publicationId,
      ManifestRef manifest,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace);
}
