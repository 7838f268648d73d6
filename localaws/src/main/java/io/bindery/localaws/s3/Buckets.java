package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.Xml;
import io.bindery.localaws.s3.store.Bucket;
import io.bindery.localaws.s3.store.Change;
import io.bindery.localaws.s3.store.ObjectStore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Buckets and what is set for them. */
final class Buckets {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  private static final int MOST_BUCKETS = 10_000;
  private static final int MOST_TAGS = 50;

  private final ObjectStore store;
  private final ObjectWriter writer;
  private final Notifications notifications;
  private final ChangeTeller teller;
  private final String region;

  Buckets(
      ObjectStore store,
      ObjectWriter writer,
      Notifications notifications,
      ChangeTeller teller,
      String region) {
    this.store = store;
    this.writer = writer;
    this.notifications = notifications;
    this.teller = teller;
    this.region = region;
  }

  /**
   * @throws AwsError 404 if it is not there
   */
  static Bucket require(ObjectStore store, String name) {
    return store
        .bucket(name)
        .orElseThrow(
            () -> new AwsError(404, "NoSuchBucket", "The specified bucket does not exist"));
  }

  private Bucket bucket(S3Request request) {
    return writer.requireBucket(request.bucket());
  }

  void list(S3Request request) {
    int most = S3Request.number("max-buckets", request.parameter("max-buckets"), MOST_BUCKETS, 1);
    String token = request.parameter("continuation-token");
    String prefix = request.parameter("prefix");
    List<Bucket> rest =
        store.buckets().stream()
            .filter(b -> b.name().startsWith(prefix) && b.name().compareTo(token) > 0)
            .limit(1L + most)
            .toList();
    Document xml = new Document("ListAllMyBucketsResult").owner("Owner").open("Buckets");
    List<Bucket> page = rest.stream().limit(most).toList();
    for (Bucket bucket : page) {
      xml.open("Bucket")
          .add("Name", bucket.name())
          .add("CreationDate", bucket.created())
          .add("BucketRegion", regionOf(bucket))
          .close("Bucket");
    }
    xml.close("Buckets");
    if (page.size() < rest.size()) {
      xml.add("ContinuationToken", page.get(page.size() - 1).name());
    }
    xml.addIf(!prefix.isEmpty(), "Prefix", prefix);
    request.answer(xml.text());
  }

  private String regionOf(Bucket bucket) {
    return bucket.location().isEmpty() ? region : bucket.location();
  }

  /** Making a bucket that is there already changes nothing, as in us-east-1. */
  void create(S3Request request) {
    String name = request.bucket();
    if (!NAME.matcher(name).matches()
        || ADDRESS.matcher(name).matches()
        || name.contains("..")
        || name.contains(".-")
        || name.contains("-.")) {
      throw new AwsError(400, "InvalidBucketName", "The specified bucket is not valid.");
    }
    if (request.header("x-amz-bucket-object-lock-enabled").equalsIgnoreCase("true")) {
      throw notHere("object lock");
    }
    byte[] body = request.document(S3Request.MOST_XML, true);
    String location =
        body.length == 0 ? "" : Xml.text(Xml.parse(body), "LocationConstraint").strip();
    synchronized (this) {
      if (store.bucket(name).isEmpty()) {
        store.commit(new Change.BucketMade(name, System.currentTimeMillis(), location));
      }
    }
    request.answer(200, Map.of("Location", "/" + name));
  }

  void head(S3Request request) {
    request.answer(200, Map.of("x-amz-bucket-region", regionOf(bucket(request))));
  }

  void delete(S3Request request) {
    Bucket bucket = bucket(request);
    ObjectWriter.locked(
        bucket.lock().writeLock(),
        () -> {
          if (bucket(request) != bucket) {
            throw new AwsError(409, "OperationAborted", "The bucket was deleted and made anew.");
          }
          if (!bucket.keys().isEmpty()) {
            throw new AwsError(
                409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
          }
          // First, so that a bucket of that name made anew is silent whatever happens between.
          notifications.put(bucket.name(), Notifications.Configuration.NONE);
          store.commit(new Change.BucketRemoved(bucket.name()));
          return bucket;
        });
    request.answer(204, Map.of());
  }

  void location(S3Request request) {
    String location = bucket(request).location();
    request
        .exchange()
        .answer(
            AwsResponse.xml(
                200,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<LocationConstraint"
                    + " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                    + Xml.escape(location)
                    + "</LocationConstraint>"));
  }

  void getVersioning(S3Request request) {
    String status = bucket(request).versioning();
    request.answer(
        new Document("VersioningConfiguration").addIf(!status.isEmpty(), "Status", status).text());
  }

  void putVersioning(S3Request request) {
    bucket(request);
    String status = Xml.text(request.document(), "Status").strip();
    if (!status.equals("Enabled") && !status.equals("Suspended")) {
      throw new AwsError(
          400,
          "MalformedXML",
          "The versioning status must be Enabled or Suspended, not '" + status + "'.");
    }
    change(request, bucket -> new Change.Versioning(bucket.name(), status));
    request.answer(200, Map.of());
  }

  /** No object is written while a bucket's settings change. */
  private void change(S3Request request, Function<Bucket, Change> change) {
    Bucket bucket = bucket(request);
    ObjectWriter.locked(
        bucket.lock().writeLock(),
        () -> {
          store.commit(change.apply(bucket(request)));
          return bucket;
        });
  }

  void getTags(S3Request request) {
    Map<String, String> tags = bucket(request).tags();
    if (tags.isEmpty()) {
      throw new AwsError(404, "NoSuchTagSet", "The TagSet does not exist");
    }
    request.answer(Tagging.document(tags));
  }

  void putTags(S3Request request) {
    bucket(request);
    Map<String, String> tags = Tagging.parse(request.document(), MOST_TAGS);
    change(request, bucket -> new Change.BucketTags(bucket.name(), tags));
    request.answer(204, Map.of());
  }

  void deleteTags(S3Request request) {
    change(request, bucket -> new Change.BucketTags(bucket.name(), Map.of()));
    request.answer(204, Map.of());
  }

  void getNotification(S3Request request) {
    bucket(request);
    request.answer(Notifications.render(notifications.of(request.bucket())));
  }

  void putNotification(S3Request request) {
    bucket(request);
    Notifications.Configuration configuration =
        Notifications.parse(request.document(S3Request.MOST_XML, true));
    try {
      configuration
          .destinations()
          .forEach(to -> teller.test(to, request.bucket(), request.exchange().requestId()));
    } catch (AwsError e) {
      throw new AwsError(
          400,
          "InvalidArgument",
          "Unable to validate the following destination configurations: " + e.getMessage());
    }
    notifications.put(request.bucket(), configuration);
    request.answer(200, Map.of());
  }

  /** Everything belongs to one owner. */
  static void getAcl(S3Request request) {
    request.answer(
        new Document("AccessControlPolicy")
            .owner("Owner")
            .open("AccessControlList")
            .open("Grant")
            .open(
                "Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                    + " xsi:type=\"CanonicalUser\"")
            .add("ID", Document.OWNER)
            .add("DisplayName", "local")
            .close("Grantee")
            .add("Permission", "FULL_CONTROL")
            .close("Grant")
            .close("AccessControlList")
            .text());
  }

  /** Only what is so anyway is taken: all rights are the owner's. */
  static void putAcl(S3Request request) {
    String canned = request.header("x-amz-acl");
    if (!canned.equals("private") && !canned.equals("bucket-owner-full-control")) {
      throw new AwsError(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
    }
    request.answer(200, Map.of());
  }

  static AwsError notHere(String what) {
    return new AwsError(
        501, "NotImplemented", "The local S3 has no " + what + ": see localaws/README.md.");
  }
}
