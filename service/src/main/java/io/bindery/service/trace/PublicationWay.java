package io.bindery.service.trace;

import static io.bindery.service.trace.JobWords.at;
import static io.bindery.service.trace.Trace.StepState.DONE;
import static io.bindery.service.trace.Trace.StepState.ENDED;
import static io.bindery.service.trace.Trace.StepState.WAITING;

import io.bindery.exchange.tables.PublicationView;
import io.bindery.service.trace.Trace.Status;
import io.bindery.service.trace.Trace.Step;
import io.bindery.service.trace.Trace.StepName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way of an object that is a manifest of a publication. */
final class PublicationWay {
  private PublicationWay() {}

  /**
   * The trace of an object with the publication that it asks for.
   *
   * @param trace what else became of it, which is a note if it is in a batch as well
   */
  static Trace of(Trace trace, PublicationView publication) {
    var steps = new ArrayList<Step>();
    trace.steps().stream().filter(step -> step.step() == StepName.OBJECT).forEach(steps::add);
    steps.add(
        new Step(
            StepName.NOTICE,
            DONE,
            Optional.of(publication.receivedAt()),
            publication
                .askedBy()
                .map(by -> by + " asked for its publication")
                .orElse("it is a manifest, and asks for its publication")));
    var end = end(publication);
    var words = words(publication);
    steps.add(
        new Step(
            StepName.PUBLICATION,
            state(end.status()),
            publication.finishedAt(),
            "%s (publication %s)".formatted(words, publication.publicationId())));
    var notes = new ArrayList<>(trace.notes());
    trace.batch().ifPresent(batch -> notes.add("As an object of its folder: " + trace.words()));
    return new Trace(
        trace.uri(),
        trace.versionId(),
        end.status(),
        end.words(),
        end.wayOut(),
        end.rule(),
        steps,
        trace.object(),
        trace.batch(),
        trace.jobs(),
        publications(trace, publication),
        notes);
  }

  private static List<CarryingPublication> publications(Trace trace, PublicationView publication) {
    var all = new ArrayList<CarryingPublication>();
    all.add(CarryingPublication.of(publication, CarryingPublication.Link.MANIFEST));
    trace.publications().stream()
        .filter(it -> !it.publicationId().equals(publication.publicationId()))
        .forEach(all::add);
    return all;
  }

  private static Trace.StepState state(Status status) {
    return switch (status) {
      case PUBLISHED -> DONE;
      case NOT_PUBLISHED -> ENDED;
      default -> WAITING;
    };
  }

  static String words(PublicationView it) {
    var error = it.error().orElse("no reason is known");
    return switch (it.state()) {
      case RECEIVED -> "is received";
      case PREPARING -> "is being checked";
      case QUEUED -> "waits for another publication of data set " + dataSet(it);
      case IMPORTING -> "imports" + progress(it);
      case FINALIZING -> "makes its revisions final" + progress(it);
      case PUBLISHING -> "is being added to its product";
      case HELD -> "stopped: " + error;
      case REMOVING ->
          "ends, and what was created is removed" + it.error().map(": "::concat).orElse("");
      case REVOKING -> "is being revoked";
      case PUBLISHED -> "is out in data set %s%s".formatted(dataSet(it), progress(it));
      case UNCHANGED ->
          "found that publication %s published the same content"
              .formatted(it.unchangedSince().orElse("that is not known"));
      case REFUSED -> "is refused: " + error;
      case FAILED -> "failed: " + error;
      case CANCELLED -> "was cancelled";
      case REVOKED -> "was revoked";
    };
  }

  private static String dataSet(PublicationView it) {
    return it.dataSetId().orElse("that is not known");
  }

  private static String progress(PublicationView it) {
    return it.progress()
        .map(
            done ->
                ": %,d of %,d assets, %,d of %,d revisions are final"
                    .formatted(
                        done.assetsDone(), done.assets(), done.revisionsFinal(), done.revisions()))
        .orElse("");
  }

  /** An error may be sentences already. */
  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  private static Conclusion end(PublicationView it) {
    var id = it.publicationId();
    var words = sentence("Its publication " + words(it));
    return switch (it.state()) {
      case PUBLISHED, UNCHANGED ->
          Conclusion.of(
              Status.PUBLISHED,
              it.finishedAt()
                  .map(
                      when ->
                          sentence(
                              "Its publication ended on %s: it %s".formatted(at(when), words(it))))
                  .orElse(words));
      case HELD ->
          Conclusion.of(
              Status.HELD,
              words,
              "It waits for an order: bindery publication go-on %s, or bindery publication %s."
                  .formatted(
                      id,
                      it.progress().filter(done -> done.revisionsFinal() > 0).isPresent()
                          ? "revoke %s --comment=TEXT".formatted(id)
                          : "cancel " + id));
      case REMOVING, REVOKING, REFUSED, FAILED, CANCELLED, REVOKED ->
          Conclusion.of(
              Status.NOT_PUBLISHED, words, "See all of it with: bindery publication show " + id);
      default ->
          Conclusion.of(
              Status.PUBLISHING, words, "See how far it is with: bindery publication show " + id);
    };
  }
}
