package io.bindery.bench.s3;

/** The operations that write. */
final class Uploads {
  private Uploads() {}

  static Answer answer(String operation, StoredBucket bucket, ObjectRequest request) {
    return switch (operation) {
      case "PutObject" ->
          Answer.empty(200)
              .with("etag", bucket.put(request.key(), request.content(), request.condition()));
      case "DeleteObject" -> {
        bucket.delete(request.key());
        yield Answer.empty(204);
      }
      case "CreateMultipartUpload" -> begin(bucket, request);
      case "UploadPart" ->
          Answer.empty(200)
              .with(
                  "etag",
                  bucket.part(
                      request.query().get("uploadId"),
                      Integer.parseInt(request.query().get("partNumber")),
                      request.content()));
      case "CompleteMultipartUpload" -> complete(bucket, request);
      case "AbortMultipartUpload" -> {
        bucket.abort(request.query().get("uploadId"));
        yield Answer.empty(204);
      }
      default -> throw new S3Error(501, "NotImplemented", operation + " is not needed here.");
    };
  }

  private static Answer begin(StoredBucket bucket, ObjectRequest request) {
    var name = "InitiateMultipartUploadResult";
    return Answer.xml(
        new Xml(false)
            .open(name)
            .element("Bucket", request.bucket())
            .element("Key", request.key())
            .element("UploadId", bucket.begin(request.key()))
            .close(name)
            .bytes());
  }

  private static Answer complete(StoredBucket bucket, ObjectRequest request) {
    var name = "CompleteMultipartUploadResult";
    var etag = bucket.complete(request.query().get("uploadId"), request.condition());
    return Answer.xml(
        new Xml(false)
            .open(name)
            .element("Bucket", request.bucket())
            .element("Key", request.key())
            .element("ETag", etag)
            .close(name)
            .bytes());
  }
}
