package io.bindery.localaws.exchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.exchange.Kept.Access;
import io.bindery.localaws.exchange.Kept.Asset;
import io.bindery.localaws.exchange.Kept.DataSet;
import io.bindery.localaws.exchange.Kept.Failure;
import io.bindery.localaws.exchange.Kept.Job;
import io.bindery.localaws.exchange.Kept.Revision;
import io.bindery.localaws.exchange.Kept.Source;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What is kept as Data Exchange shows it. */
final class Views {
  private final String arns;

  Views(String account, String region) {
    this.arns = "arn:aws:dataexchange:" + region + ":" + account + ":";
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  String arn(DataSet dataSet) {
    return arns + "data-sets/" + dataSet.id();
  }

  String arn(Revision revision) {
    return arns + "data-sets/" + revision.dataSet() + "/revisions/" + revision.id();
  }

  private String arn(Asset asset) {
    return arns
        + "data-sets/"
        + asset.dataSet()
        + "/revisions/"
        + asset.revision()
        + "/assets/"
        + asset.id();
  }

  /** What the ARN names below the account, or "" if it is none of this account. */
  String resource(String arn) {
    return arn.startsWith(arns) ? arn.substring(arns.length()) : "";
  }

  static ObjectNode tagged(ObjectNode view, Map<String, String> tags) {
    if (!tags.isEmpty()) {
      ObjectNode node = view.putObject("Tags");
      tags.forEach(node::put);
    }
    return view;
  }

  /** As in a listing, without its tags. */
  ObjectNode entry(DataSet dataSet) {
    return object()
        .put("Arn", arn(dataSet))
        .put("AssetType", dataSet.type())
        .put("CreatedAt", time(dataSet.created()))
        .put("Description", dataSet.description())
        .put("Id", dataSet.id())
        .put("Name", dataSet.name())
        .put("Origin", "OWNED")
        .put("UpdatedAt", time(dataSet.updated()));
  }

  /** As in a listing, without its tags. */
  ObjectNode entry(Revision revision) {
    ObjectNode view =
        object()
            .put("Arn", arn(revision))
            .put("Comment", revision.comment())
            .put("CreatedAt", time(revision.created()))
            .put("DataSetId", revision.dataSet())
            .put("Finalized", revision.finalized())
            .put("Id", revision.id())
            .put("Revoked", revision.isRevoked())
            .put("UpdatedAt", time(revision.updated()));
    if (revision.isRevoked()) {
      view.put("RevocationComment", revision.revocation())
          .put("RevokedAt", time(revision.revoked()));
    }
    return view;
  }

  /** As in a listing, without its tags. */
  ObjectNode entry(Asset asset) {
    ObjectNode view =
        object()
            .put("Arn", arn(asset))
            .put("AssetType", asset.access() == null ? "S3_SNAPSHOT" : "S3_DATA_ACCESS")
            .put("CreatedAt", time(asset.created()))
            .put("DataSetId", asset.dataSet())
            .put("Id", asset.id())
            .put("Name", asset.name())
            .put("RevisionId", asset.revision())
            .put("UpdatedAt", time(asset.updated()));
    ObjectNode details = view.putObject("AssetDetails");
    if (asset.access() == null) {
      details.putObject("S3SnapshotAsset").put("Size", (double) asset.size());
    } else {
      access(details.putObject("S3DataAccessAsset"), asset.access())
          .put("S3AccessPointAlias", "ap-" + asset.id() + "-s3alias")
          .put(
              "S3AccessPointArn", arns.replace("dataexchange", "s3") + "accesspoint/" + asset.id());
    }
    return view;
  }

  private static ObjectNode access(ObjectNode to, Access access) {
    to.put("Bucket", access.bucket());
    texts(to, "Keys", access.keys());
    texts(to, "KeyPrefixes", access.prefixes());
    if (!access.kmsKeys().isEmpty()) {
      ArrayNode keys = to.putArray("KmsKeysToGrant");
      access.kmsKeys().forEach(key -> keys.addObject().put("KmsKeyArn", key));
    }
    return to;
  }

  private static void texts(ObjectNode to, String field, List<String> texts) {
    if (!texts.isEmpty()) {
      texts.forEach(to.putArray(field)::add);
    }
  }

  private static void sources(ArrayNode to, List<Source> sources) {
    sources.forEach(
        source -> to.addObject().put("Bucket", source.bucket()).put("Key", source.key()));
  }

  ObjectNode view(Job job) {
    ObjectNode view =
        object()
            .put("Arn", arns + "jobs/" + job.id())
            .put("CreatedAt", time(job.created()))
            .put("Id", job.id())
            .put("State", job.state().name())
            .put("Type", job.type())
            .put("UpdatedAt", time(job.updated()));
    ObjectNode details = view.putObject("Details");
    if (job.isImport()) {
      ObjectNode imports = details.putObject("ImportAssetsFromS3");
      imports.put("DataSetId", job.dataSet()).put("RevisionId", job.revision());
      sources(imports.putArray("AssetSources"), job.sources());
    } else {
      ObjectNode gives = details.putObject("CreateS3DataAccessFromS3Bucket");
      gives.put("DataSetId", job.dataSet()).put("RevisionId", job.revision());
      access(gives.putObject("AssetSource"), job.access());
    }
    if (!job.assetTags().isEmpty()) {
      ArrayNode tags = view.putObject("AssetConfiguration").putArray("Tags");
      job.assetTags().forEach((key, value) -> tags.addObject().put("Key", key).put("Value", value));
    }
    if (!job.errors().isEmpty()) {
      ArrayNode errors = view.putArray("Errors");
      job.errors().forEach(failure -> errors.add(told(failure)));
    }
    return view;
  }

  private static ObjectNode told(Failure failure) {
    ObjectNode view = object().put("Code", failure.code()).put("Message", failure.message());
    if (!failure.sources().isEmpty()) {
      sources(
          view.putObject("Details").putArray("ImportAssetsFromS3JobErrorDetails"),
          failure.sources());
    }
    if (!failure.limit().isEmpty()) {
      view.put("LimitName", failure.limit()).put("LimitValue", failure.limitValue());
    }
    if (!failure.resource().isEmpty()) {
      view.put("ResourceId", failure.resource()).put("ResourceType", failure.resourceType());
    }
    return view;
  }
}
