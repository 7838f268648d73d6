package io.bindery.packager.suggest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bindery.packager.draft.Draft.Recognized;
import io.bindery.packager.quarantine.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A suggestion as people see it. Its parts stand side by side in JSON, in the order they have here.
 *
 * @param draft what the package would be
 * @param orders who did what, oldest first; only where one suggestion is asked for
 */
public record SuggestionView(
    String suggestionId,
    @JsonUnwrapped Standing standing,
    @JsonUnwrapped Subject subject,
    @JsonUnwrapped Wanted wanted,
    DraftView draft,
    @JsonUnwrapped Jobs jobs,
    @JsonUnwrapped Origin origin,
    @JsonUnwrapped Times times,
    @JsonUnwrapped Ending ending,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OrderView> orders) {

  /**
   * Where it stands.
   *
   * @param version counts its changes, from 1 on
   * @param reason why the package is not made by itself: {@code policy} or {@code owned}
   * @param owned top hash of the newest revision, if that is somebody else's
   */
  public record Standing(
      long version, SuggestionState state, String reason, Optional<String> owned) {}

  /**
   * What it is about.
   *
   * @param source the folder, as a URI
   */
  public record Subject(String registry, String packageName, String source) {}

  /**
   * What the package is to be.
   *
   * @param recognized what the folder is, if it is of a known kind
   * @param workflow that is asked for; absent: the registry's own
   * @param edited the fields that people set, as JSON
   * @param checking whether the folder is being looked at again because of an edit: what is said of
   *     its content and of the rules is older than the edit
   */
  public record Wanted(
      Optional<Recognized> recognized,
      Optional<String> workflow,
      Optional<String> commitMessage,
      @JsonRawValue String edited,
      boolean checking) {}

  /**
   * The jobs that it has had.
   *
   * @param draftJobId the job that found out what the package would be
   * @param jobId the job of the package, once it is accepted and its package has heard
   */
  public record Jobs(String draftJobId, Optional<String> jobId) {}

  /**
   * Where it comes from.
   *
   * @param renewals how many later batches or messages it stands for
   */
  public record Origin(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches, int renewals) {}

  /** When it came to where it is. */
  public record Times(
      Instant openedAt,
      Instant updatedAt,
      Optional<Instant> expiresAt,
      Optional<Instant> endedAt) {}

  /**
   * How it ended, if it did.
   *
   * @param endedBy who accepted or dismissed it
   * @param endedFor why it was dismissed
   */
  public record Ending(Optional<String> endedBy, Optional<String> endedFor) {}

  /**
   * What the package would be, see {@link io.bindery.packager.draft.Draft}.
   *
   * @param passes whether it would follow the rules of its registry
   * @param workflow whose rules these are
   * @param metadata as JSON; {@code null} if there is none
   */
  public record DraftView(
      long files,
      long bytes,
      boolean passes,
      Optional<String> workflow,
      List<Problem> problems,
      @JsonRawValue String metadata,
      Map<String, String> sources,
      List<String> missing) {}

  /**
   * An order of somebody.
   *
   * @param version of the suggestion after it
   * @param detail the fields that an edit set, as JSON; the reason of a dismissal
   */
  public record OrderView(
      long version, String what, String orderedBy, Instant orderedAt, Optional<String> detail) {}

  SuggestionView with(List<OrderView> all) {
    return new SuggestionView(
        suggestionId, standing, subject, wanted, draft, jobs, origin, times, ending, all);
  }
}
