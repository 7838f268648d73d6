package io.bindery.packager.world;

import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verification;
import io.bindery.packager.verify.Verifier;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket with versions and one without, each source and registry, and what lies in them. */
public abstract class Buckets {
  private final S3AsyncClient s3;
  private final String bucket = LocalServices.unique("lab");
  private final String otherBucket = LocalServices.unique("other");

  Buckets(S3AsyncClient s3) {
    this.s3 = s3;
    createBucket(bucket, true);
    createBucket(otherBucket, false);
  }

  public String bucket() {
    return bucket;
  }

  /** A second bucket, without versions. */
  public String otherBucket() {
    return otherBucket;
  }

  public S3AsyncClient s3() {
    return s3;
  }

  /** One more bucket with versions. */
  public String newBucket(String beginning) {
    var name = LocalServices.unique(beginning);
    createBucket(name, true);
    return name;
  }

  private void createBucket(String name, boolean versions) {
    s3.createBucket(request -> request.bucket(name)).join();
    if (versions) {
      s3.putBucketVersioning(
              request ->
                  request
                      .bucket(name)
                      .versioningConfiguration(it -> it.status(BucketVersioningStatus.ENABLED)))
          .join();
    }
  }

  /** Puts an object and returns its version id. */
  public String put(String key, byte[] content) {
    return s3.putObject(
            request -> request.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
        .join()
        .versionId();
  }

  public String put(String key, String content) {
    return put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] get(String key) {
    return get(bucket, key);
  }

  public byte[] get(String fromBucket, String key) {
    return s3.getObject(
            request -> request.bucket(fromBucket).key(key), AsyncResponseTransformer.toBytes())
        .join()
        .asByteArray();
  }

  public List<String> keys(String prefix) {
    return keys(bucket, prefix);
  }

  public List<String> keys(String ofBucket, String prefix) {
    return s3
        .listObjectsV2(request -> request.bucket(ofBucket).prefix(prefix))
        .join()
        .contents()
        .stream()
        .map(S3Object::key)
        .toList();
  }

  /** Pointers of a package that are named by a second. */
  public List<String> pointers(String name) {
    return keys(".quilt/named_packages/" + name + "/").stream()
        .filter(key -> !key.endsWith("/latest"))
        .toList();
  }

  /** The lines of a package's newest manifest. */
  public List<String> manifest(String name) {
    return manifest(bucket, name);
  }

  public List<String> manifest(String registry, String name) {
    var topHash =
        new String(
            get(registry, ".quilt/named_packages/" + name + "/latest"), StandardCharsets.US_ASCII);
    return new String(get(registry, ".quilt/packages/" + topHash), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  public Verification verify(String revision) {
    return verify(bucket, revision);
  }

  public Verification verify(String registry, String revision) {
    return Verifier.verify(s3(), registry, RevisionName.parse(revision), progress -> {});
  }
}
