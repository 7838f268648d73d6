package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Change;
import io.bindery.localaws.s3.store.Checksum;
import io.bindery.localaws.s3.store.ObjectStore;
import io.bindery.localaws.s3.store.Upload;
import io.bindery.localaws.s3.wire.Algorithm;
import io.bindery.localaws.s3.wire.ByteRange;
import io.bindery.localaws.s3.wire.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Uploads in parts, up to their completion: create, parts, copies of parts, abort. */
final class Uploads {
  private static final int MOST_PARTS = 10_000;

  private final ObjectStore store;
  private final ObjectWriter writer;
  private final CopySource sources;

  Uploads(ObjectStore store, ObjectWriter writer) {
    this.store = store;
    this.writer = writer;
    this.sources = new CopySource(store);
  }

  void create(S3Request request) {
    ObjectWriter.requireKey(request.key());
    String named = request.header("x-amz-checksum-algorithm");
    Algorithm algorithm = named.isEmpty() ? ObjectWrites.DEFAULT : Algorithm.named(named);
    boolean composite = composite(algorithm, request.header("x-amz-checksum-type"));
    Upload upload =
        new Upload(
            Ids.upload(),
            request.key(),
            System.currentTimeMillis(),
            algorithm.name(),
            composite,
            !named.isEmpty(),
            ObjectHeaders.facts(request));
    underBucket(request, bucket -> new Change.UploadBegun(bucket.name(), upload));
    Map<String, String> headers = new HashMap<>();
    if (upload.asked()) {
      headers.put("x-amz-checksum-algorithm", algorithm.name());
      headers.put("x-amz-checksum-type", composite ? "COMPOSITE" : "FULL_OBJECT");
    }
    request.answer(
        headers,
        new Document("InitiateMultipartUploadResult")
            .add("Bucket", request.bucket())
            .add("Key", request.key())
            .add("UploadId", upload.id())
            .text());
  }

  private static boolean composite(Algorithm algorithm, String type) {
    boolean composite =
        switch (type.toUpperCase(Locale.ROOT)) {
          case "" -> algorithm.compositeByDefault();
          case "COMPOSITE" -> true;
          case "FULL_OBJECT" -> false;
          default ->
              throw new AwsError(
                  400, "InvalidRequest", "Value for x-amz-checksum-type is invalid.");
        };
    if (composite ? algorithm == Algorithm.CRC64NVME : !algorithm.isCrc()) {
      throw new AwsError(
          400,
          "InvalidRequest",
          "The "
              + type.toUpperCase(Locale.ROOT)
              + " checksum type cannot be used with the "
              + algorithm.name().toLowerCase(Locale.ROOT)
              + " checksum algorithm.");
    }
    return composite;
  }

  static Upload require(Bucket bucket, String key, String id) {
    return bucket
        .upload(key, id)
        .orElseThrow(
            () ->
                new AwsError(
                    404,
                    "NoSuchUpload",
                    "The specified upload does not exist. The upload ID may be invalid, or the"
                        + " upload may have been aborted or completed."));
  }

  private Upload require(S3Request request) {
    return require(
        writer.requireBucket(request.bucket()), request.key(), request.parameter("uploadId"));
  }

  void part(S3Request request) {
    int number = partNumber(request);
    Upload upload = require(request);
    Payload payload = request.payload();
    Algorithm algorithm = Algorithm.valueOf(upload.algorithm());
    Optional<Algorithm> told = payload.algorithm();
    if (upload.asked() && told.isPresent() && told.get() != algorithm) {
      throw new AwsError(
          400,
          "InvalidRequest",
          "Checksum Type mismatch occurred, expected checksum Type: "
              + algorithm.name().toLowerCase(Locale.ROOT)
              + ", actual checksum Type: "
              + told.get().name().toLowerCase(Locale.ROOT));
    }
    ObjectWriter.Stored stored = writer.store(payload, algorithm);
    Upload.Part part = put(request, number, algorithm, stored);
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", ObjectHeaders.quoted(part.etag()));
    Algorithm answered = told.orElse(algorithm);
    headers.put(answered.header(), stored.outcome().checksums().get(answered));
    request.answer(200, headers);
  }

  void copyPart(S3Request request) {
    int number = partNumber(request);
    Upload upload = require(request);
    CopySource.Found source = sources.find(request);
    String range = request.header("x-amz-copy-source-range");
    Payload payload =
        range.isEmpty()
            ? sources.payload(source)
            : sources.payload(source, ByteRange.ofCopy(range, source.version().size()));
    Algorithm algorithm = Algorithm.valueOf(upload.algorithm());
    Upload.Part part = put(request, number, algorithm, writer.store(payload, algorithm));
    Map<String, String> headers = new HashMap<>();
    source.putVersion(headers);
    Document xml =
        new Document("CopyPartResult")
            .add("LastModified", part.time())
            .add("ETag", ObjectHeaders.quoted(part.etag()))
            .add(algorithm.element(), part.checksum());
    request.answer(headers, xml.text());
  }

  private Upload.Part put(
      S3Request request, int number, Algorithm algorithm, ObjectWriter.Stored stored) {
    Upload.Part part =
        new Upload.Part(
            number,
            stored.body(),
            stored.outcome().size(),
            stored.outcome().md5(),
            stored.outcome().checksums().get(algorithm),
            System.currentTimeMillis());
    boolean put = false;
    try {
      String id = request.parameter("uploadId");
      underBucket(
          request,
          bucket -> {
            require(bucket, request.key(), id);
            return new Change.PartPut(bucket.name(), id, part);
          });
      put = true;
      return part;
    } finally {
      if (!put) {
        store.discard(stored.body());
      }
    }
  }

  void abort(S3Request request) {
    String id = request.parameter("uploadId");
    underBucket(
        request,
        bucket -> {
          require(bucket, request.key(), id);
          return new Change.UploadAborted(bucket.name(), id);
        });
    request.answer(204, Map.of());
  }

  /** A part, an abort and a completion of one upload take turns, by the key's lock. */
  private void underBucket(S3Request request, ObjectWriter.Work<Change> work) {
    writer.exclusively(
        request.bucket(),
        List.of(request.key()),
        bucket -> {
          store.commit(work.on(bucket));
          return bucket;
        },
        (bucket, done) -> {});
  }

  private static int partNumber(S3Request request) {
    String text = request.parameter("partNumber");
    if (!text.matches("[0-9]{1,5}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST_PARTS) {
      throw new AwsError(
          400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
    return Integer.parseInt(text);
  }

  /** The checksum of an object from those of its parts, which are in order. */
  static Checksum checksum(Upload upload, List<Upload.Part> parts) {
    Algorithm algorithm = Algorithm.valueOf(upload.algorithm());
    if (upload.composite()) {
      return new Checksum(
          algorithm.name(),
          algorithm.composite(parts.stream().map(Upload.Part::checksum).toList()),
          true);
    }
    String whole = parts.get(0).checksum();
    for (Upload.Part part : parts.subList(1, parts.size())) {
      whole = algorithm.join(whole, part.checksum(), part.size());
    }
    return new Checksum(algorithm.name(), whole, false);
  }
}
