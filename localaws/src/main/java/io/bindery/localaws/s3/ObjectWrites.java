package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Facts;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.Conditions;
import io.bindery.localaws.s3.wire.Payload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** PutObject and CopyObject. */
final class ObjectWrites {
  private final ObjectWriter writer;
  private final CopySource sources;

  ObjectWrites(ObjectStore store, ObjectWriter writer) {
    this.writer = writer;
    this.sources = new CopySource(store);
  }

  /** The algorithm of an object's checksum if its writer names none. */
  static final Algorithm DEFAULT = Algorithm.CRC64NVME;

  void put(S3Request request) {
    Conditions conditions = Conditions.of(request::header);
    writer.requireWritable(request, conditions);
    Facts facts = ObjectHeaders.facts(request);
    Payload payload = request.payload();
    var content = writer.content(payload, payload.algorithm().orElse(DEFAULT));
    Version version = writer.put(request, request.key(), content, facts, conditions, "PutObject");
    request.answer(200, written(version));
  }

  private static Map<String, String> written(Version version) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", ObjectHeaders.quoted(version.etag()));
    ObjectHeaders.putNewVersion(headers, version);
    version.checksumIfKnown().ifPresent(c -> ObjectHeaders.putChecksum(headers, c));
    return headers;
  }

  void copy(S3Request request) {
    Conditions conditions = Conditions.of(request::header);
    writer.requireWritable(request, conditions);
    CopySource.Found source = sources.find(request);
    boolean replaceMetadata = replaces(request, "x-amz-metadata-directive");
    boolean replaceTags = replaces(request, "x-amz-tagging-directive");
    if (source.is(request.bucket(), request.key())
        && !replaceMetadata
        && request.versionId().isEmpty()
        && !source.named()) {
      throw new AwsError(
          400,
          "InvalidRequest",
          "This copy request is illegal because it is trying to copy an object to itself without"
              + " changing the object's metadata, storage class, website redirect location or"
              + " encryption attributes.");
    }
    Facts asked = ObjectHeaders.facts(request);
    Facts kept = source.version().facts();
    Facts facts =
        new Facts(
            replaceMetadata ? asked.headers() : kept.headers(),
            replaceMetadata ? asked.metadata() : kept.metadata(),
            replaceTags ? asked.tags() : kept.tags());
    Algorithm algorithm =
        Optional.of(request.header("x-amz-checksum-algorithm"))
            .filter(name -> !name.isEmpty())
            .map(Algorithm::named)
            .or(() -> source.version().checksumIfKnown().map(c -> Algorithm.valueOf(c.algorithm())))
            .orElse(DEFAULT);
    var content = writer.content(sources.payload(source), algorithm);
    Version version = writer.put(request, request.key(), content, facts, conditions, "CopyObject");
    Map<String, String> headers = new HashMap<>();
    ObjectHeaders.putNewVersion(headers, version);
    source.putVersion(headers);
    request.answer(
        headers,
        CopySource.result(
            "CopyObjectResult", version.etag(), version.time(), version.checksumIfKnown()));
  }

  private static boolean replaces(S3Request request, String directive) {
    String value = request.header(directive);
    if (!value.isEmpty() && !value.equals("COPY") && !value.equals("REPLACE")) {
      throw new AwsError(400, "InvalidArgument", "Unknown " + directive + ": " + value);
    }
    return value.equals("REPLACE");
  }
}
