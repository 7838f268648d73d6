package io.bindery.localaws.exchange;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/** What Data Exchange and the Catalog keep. Times are milliseconds since 1970. */
final class Kept {
  private Kept() {}

  private static <T> List<T> of(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  private static Map<String, String> of(Map<String, String> map) {
    return map == null ? Map.of() : Map.copyOf(map);
  }

  private static String of(String text) {
    return text == null ? "" : text;
  }

  /**
   * A data set.
   *
   * @param number counts everything that is created, in order
   * @param type S3_SNAPSHOT or S3_DATA_ACCESS
   */
  record DataSet(
      long number,
      String id,
      String name,
      String description,
      String type,
      long created,
      long updated,
      Map<String, String> tags) {
    DataSet {
      tags = of(tags);
    }

    boolean isAccess() {
      return type.equals("S3_DATA_ACCESS");
    }

    DataSet with(String newName, String newDescription, long now) {
      return new DataSet(number, id, newName, newDescription, type, created, now, tags);
    }

    DataSet withTags(Map<String, String> newTags) {
      return new DataSet(number, id, name, description, type, created, updated, newTags);
    }
  }

  /**
   * A revision.
   *
   * @param published whether subscribers of at least one product can see it
   * @param revocation why it was revoked, or ""
   * @param revoked when; 0 if it was not
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Revision(
      long number,
      String id,
      String dataSet,
      String comment,
      long created,
      long updated,
      boolean finalized,
      boolean published,
      String revocation,
      long revoked,
      Map<String, String> tags) {
    Revision {
      comment = of(comment);
      revocation = of(revocation);
      tags = of(tags);
    }

    boolean isRevoked() {
      return revoked > 0;
    }

    Revision with(String newComment, boolean nowFinalized, boolean nowPublished, long now) {
      return new Revision(
          number,
          id,
          dataSet,
          newComment,
          created,
          now,
          nowFinalized,
          nowPublished,
          revocation,
          revoked,
          tags);
    }

    Revision revokedFor(String why, long now) {
      return new Revision(
          number, id, dataSet, comment, created, now, finalized, published, why, now, tags);
    }

    Revision withTags(Map<String, String> newTags) {
      return new Revision(
          number,
          id,
          dataSet,
          comment,
          created,
          updated,
          finalized,
          published,
          revocation,
          revoked,
          newTags);
    }
  }

  /** Where an asset comes from. */
  record Source(String bucket, String key) {}

  /** What subscribers may read in the bucket itself. */
  record Access(String bucket, List<String> keys, List<String> prefixes, List<String> kmsKeys) {
    Access {
      keys = of(keys);
      prefixes = of(prefixes);
      kmsKeys = of(kmsKeys);
    }
  }

  /**
   * An asset of a revision.
   *
   * @param source of a copied object; null of an access
   * @param access null of a copied object
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Asset(
      long number,
      String id,
      String dataSet,
      String revision,
      String name,
      Source source,
      long size,
      Access access,
      long created,
      long updated,
      Map<String, String> tags) {
    Asset {
      tags = of(tags);
    }

    Asset renamed(String newName, long now) {
      return new Asset(
          number, id, dataSet, revision, newName, source, size, access, created, now, tags);
    }

    Asset withTags(Map<String, String> newTags) {
      return new Asset(
          number, id, dataSet, revision, name, source, size, access, created, updated, newTags);
    }
  }

  /** An error of a job. Names of what is not told are "". */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Failure(
      String code,
      String message,
      List<Source> sources,
      String limit,
      double limitValue,
      String resource,
      String resourceType) {
    Failure {
      sources = of(sources);
      limit = of(limit);
      resource = of(resource);
      resourceType = of(resourceType);
    }
  }

  /**
   * A job.
   *
   * @param sources of an import
   * @param access of a job that gives access; else null
   * @param due when it ends, if it is in progress
   * @param withdrawn whether its maker cancelled it before it began
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record Job(
      long number,
      String id,
      String type,
      String dataSet,
      String revision,
      List<Source> sources,
      Access access,
      Map<String, String> assetTags,
      JobState state,
      long created,
      long updated,
      long due,
      boolean withdrawn,
      List<Failure> errors) {
    static final String IMPORT = "IMPORT_ASSETS_FROM_S3";
    static final String GIVE_ACCESS = "CREATE_S3_DATA_ACCESS_FROM_S3_BUCKET";

    Job {
      sources = of(sources);
      assetTags = of(assetTags);
      state = state == null ? JobState.WAITING : state;
      errors = of(errors);
    }

    boolean isImport() {
      return type.equals(IMPORT);
    }

    boolean isInProgress() {
      return state == JobState.IN_PROGRESS;
    }

    Job in(JobState next, long now, long nextDue, List<Failure> failures) {
      return new Job(
          number, id, type, dataSet, revision, sources, access, assetTags, next, created, now,
          nextDue, withdrawn, failures);
    }

    Job withdrawn(long now) {
      return new Job(
          number,
          id,
          type,
          dataSet,
          revision,
          sources,
          access,
          assetTags,
          JobState.CANCELLED,
          created,
          now,
          0,
          true,
          errors);
    }
  }

  /** A notice to subscribers, as it was asked for, without its token. */
  record Notice(long number, String dataSet, String token, String request, long sent) {}

  /**
   * A product of the Marketplace.
   *
   * @param autoPublish whether a revision is public as soon as it is finalized
   */
  record Product(
      String id, String title, List<String> dataSets, boolean autoPublish, long updated) {
    Product {
      dataSets = of(dataSets);
    }
  }

  /** One change of a set; {@code details} is JSON. */
  record Change(String type, String entity, String entityType, String details, String name) {}

  /** Why a change failed. */
  record ChangeError(int change, String code, String message) {}

  /**
   * A set of changes.
   *
   * @param request what was asked for, to compare with another of the same token
   * @param due when its state changes next; 0 if never
   * @param ended 0 if it has not
   */
  @JsonInclude(JsonInclude.Include.NON_DEFAULT)
  record ChangeSet(
      long number,
      String id,
      String name,
      String token,
      String request,
      String intent,
      List<Change> changes,
      String status,
      long started,
      long due,
      long ended,
      String failureCode,
      List<ChangeError> errors) {
    ChangeSet {
      changes = of(changes);
      name = of(name);
      token = of(token);
      failureCode = of(failureCode);
      errors = of(errors);
    }

    boolean isOpen() {
      return status.equals("PREPARING") || status.equals("APPLYING");
    }

    ChangeSet applying(long next) {
      return in("APPLYING", next, 0, "", List.of(), changes);
    }

    ChangeSet ended(String how, long now, String code, List<ChangeError> why) {
      return in(how, 0, now, code, why, changes);
    }

    ChangeSet withChanges(List<Change> newChanges) {
      return in(status, due, ended, failureCode, errors, newChanges);
    }

    private ChangeSet in(
        String newStatus,
        long newDue,
        long newEnded,
        String code,
        List<ChangeError> why,
        List<Change> newChanges) {
      return new ChangeSet(
          number,
          id,
          name,
          token,
          request,
          intent,
          newChanges,
          newStatus,
          started,
          newDue,
          newEnded,
          code,
          why);
    }
  }
}
