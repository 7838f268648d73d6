package io.bindery.localaws.s3;

/** What happened to one object. Etags are without quotes; "" where S3 tells none. */
sealed interface ObjectChange {
  String bucket();

  String key();

  String versionId();

  String etag();

  /** The operation, as EventBridge names it. */
  String reason();

  /** The name that bucket notifications use, without "s3:". */
  String notificationName();

  /** A new object or a new version of one. */
  record Created(String bucket, String key, long size, String etag, String versionId, String reason)
      implements ObjectChange {
    @Override
    public String notificationName() {
      return "ObjectCreated:"
          + switch (reason) {
            case "PutObject" -> "Put";
            case "POST Object" -> "Post";
            case "CopyObject" -> "Copy";
            default -> reason;
          };
    }
  }

  /** An object or version that is gone, or hidden by a delete marker. */
  record Deleted(String bucket, String key, String versionId, boolean marker)
      implements ObjectChange {
    /** The etag of a delete marker is that of nothing. */
    private static final String NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    @Override
    public String etag() {
      return marker ? NOTHING : "";
    }

    @Override
    public String reason() {
      return "DeleteObject";
    }

    @Override
    public String notificationName() {
      return "ObjectRemoved:" + (marker ? "DeleteMarkerCreated" : "Delete");
    }
  }
}
