package io.bindery.packager.suggest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.bindery.packager.draft.Draft.Recognized;
import io.bindery.packager.quarantine.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A suggestion as people see it.
 *
 * @param version counts its changes, from 1 on
 * @param reason why the package is not made by itself: {@code policy} or {@code owned}
 * @param owned top hash of the newest revision, if that is somebody else's
 * @param source the folder, as a URI
 * @param recognized what the folder is, if it is of a known kind
 * @param workflow that is asked for; absent: the registry's own
 * @param edited the fields that people set, as JSON
 * @param checking whether the folder is being looked at again because of an edit: what is said of
 *     its content and of the rules is older than the edit
 * @param draft what the package would be
 * @param draftJobId the job that found that out
 * @param jobId the job of the package, once it is accepted and its package has heard
 * @param renewals how many later batches or messages it stands for
 * @param endedBy who accepted or dismissed it
 * @param endedFor why it was dismissed
 * @param orders who did what, oldest first; only where one suggestion is asked for
 */
public record SuggestionView(
    String suggestionId,
    long version,
    SuggestionState state,
    String reason,
    Optional<String> owned,
    String registry,
    String packageName,
    String source,
    Optional<Recognized> recognized,
    Optional<String> workflow,
    Optional<String> commitMessage,
    @JsonRawValue String edited,
    boolean checking,
    DraftView draft,
    String draftJobId,
    Optional<String> jobId,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> batches,
    int renewals,
    Instant openedAt,
    Instant updatedAt,
    Optional<Instant> expiresAt,
    Optional<Instant> endedAt,
    Optional<String> endedBy,
    Optional<String> endedFor,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<OrderView> orders) {

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
        suggestionId,
        version,
        state,
        reason,
        owned,
        registry,
        packageName,
        source,
        recognized,
        workflow,
        commitMessage,
        edited,
        checking,
        draft,
        draftJobId,
        jobId,
        batches,
        renewals,
        openedAt,
        updatedAt,
        expiresAt,
        endedAt,
        endedBy,
        endedFor,
        all);
  }
}
