package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Uploads in parts with checksums of every kind, copies, versions and delete markers. */
@ExtendWith(SharedAws.class)
class S3PartsAndVersionsTest {
  private static final int PART = 5 << 20;
  private static final byte[] CONTENT = new byte[PART + 1_000];

  static {
    new Random(3).nextBytes(CONTENT);
  }

  private final URI endpoint;
  private final S3Client s3;
  private final String bucket = "b-" + UUID.randomUUID();

  S3PartsAndVersionsTest(LocalAws aws, Clients clients) {
    endpoint = aws.endpoint();
    s3 = clients.s3();
    s3.createBucket(b -> b.bucket(bucket));
  }

  private String checksum(ChecksumAlgorithm algorithm, String key) {
    var head = s3.headObject(b -> b.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED));
    return head.getValueForField("Checksum" + algorithm, String.class).orElse("");
  }

  private void put(String key, byte[] content, ChecksumAlgorithm algorithm) {
    s3.putObject(
        b -> b.bucket(bucket).key(key).checksumAlgorithm(algorithm),
        RequestBody.fromBytes(content));
  }

  /** Two parts: the first is copied from {@code source}, the second uploaded. */
  private String uploadInParts(String source, ChecksumAlgorithm algorithm, ChecksumType type) {
    var upload =
        s3.createMultipartUpload(
            b -> b.bucket(bucket).key("parts").checksumAlgorithm(algorithm).checksumType(type));
    String id = upload.uploadId();
    assertThat(upload.checksumAlgorithm()).isEqualTo(algorithm);
    var first =
        s3.uploadPartCopy(
                b ->
                    b.sourceBucket(bucket)
                        .sourceKey(source)
                        .copySourceRange("bytes=0-" + (PART - 1))
                        .destinationBucket(bucket)
                        .destinationKey("parts")
                        .uploadId(id)
                        .partNumber(1))
            .copyPartResult();
    var second =
        s3.uploadPart(
            b ->
                b.bucket(bucket)
                    .key("parts")
                    .uploadId(id)
                    .partNumber(2)
                    .checksumAlgorithm(algorithm),
            RequestBody.fromBytes(Arrays.copyOfRange(CONTENT, PART, CONTENT.length)));
    assertThat(first.getValueForField("Checksum" + algorithm, String.class)).isPresent();
    assertThat(s3.listParts(b -> b.bucket(bucket).key("parts").uploadId(id)).parts()).hasSize(2);
    var done =
        s3.completeMultipartUpload(
            b ->
                b.bucket(bucket)
                    .key("parts")
                    .uploadId(id)
                    .multipartUpload(
                        m ->
                            m.parts(
                                CompletedPart.builder().partNumber(1).eTag(first.eTag()).build(),
                                CompletedPart.builder()
                                    .partNumber(2)
                                    .eTag(second.eTag())
                                    .build())));
    assertThat(done.checksumType()).isEqualTo(type);
    // Asking again, after an answer that was lost, tells the same.
    assertThat(
            s3.completeMultipartUpload(
                    b ->
                        b.bucket(bucket)
                            .key("parts")
                            .uploadId(id)
                            .multipartUpload(
                                m ->
                                    m.parts(
                                        CompletedPart.builder()
                                            .partNumber(1)
                                            .eTag(first.eTag())
                                            .build())))
                .eTag())
        .isEqualTo(done.eTag());
    return done.getValueForField("Checksum" + algorithm, String.class).orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "CRC32, COMPOSITE",
    "CRC32, FULL_OBJECT",
    "CRC32_C, COMPOSITE",
    "CRC32_C, FULL_OBJECT",
    "SHA1, COMPOSITE",
    "SHA256, COMPOSITE"
  })
  void checksums(ChecksumAlgorithm algorithm, ChecksumType type) {
    put("whole", CONTENT, algorithm);
    String whole = checksum(algorithm, "whole");
    String parts = uploadInParts("whole", algorithm, type);
    if (type == ChecksumType.FULL_OBJECT) {
      assertThat(parts).isEqualTo(whole);
    } else {
      assertThat(parts).endsWith("-2");
    }
    assertThat(checksum(algorithm, "parts")).isEqualTo(parts);
    var attributes =
        s3.getObjectAttributes(
            b ->
                b.bucket(bucket)
                    .key("parts")
                    .objectAttributes(
                        ObjectAttributes.CHECKSUM,
                        ObjectAttributes.OBJECT_PARTS,
                        ObjectAttributes.OBJECT_SIZE));
    assertThat(attributes.objectSize()).isEqualTo(CONTENT.length);
    assertThat(attributes.checksum().checksumType()).isEqualTo(type);
    assertThat(attributes.objectParts().parts())
        .extracting(p -> p.size())
        .containsExactly((long) PART, 1_000L);
    var second = s3.getObjectAsBytes(b -> b.bucket(bucket).key("parts").partNumber(2));
    assertThat(second.asByteArray()).isEqualTo(Arrays.copyOfRange(CONTENT, PART, CONTENT.length));
    assertThat(second.response().partsCount()).isEqualTo(2);
    // A range over both parts.
    assertThat(
            s3.getObjectAsBytes(
                    b ->
                        b.bucket(bucket)
                            .key("parts")
                            .range("bytes=" + (PART - 5) + "-" + (PART + 4)))
                .asByteArray())
        .isEqualTo(Arrays.copyOfRange(CONTENT, PART - 5, PART + 5));
    // A copy is in one piece, with the checksum that is asked for.
    var copy =
        s3.copyObject(
                b ->
                    b.sourceBucket(bucket)
                        .sourceKey("parts")
                        .destinationBucket(bucket)
                        .destinationKey("copy")
                        .checksumAlgorithm(algorithm))
            .copyObjectResult();
    assertThat(copy.getValueForField("Checksum" + algorithm, String.class)).contains(whole);
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("copy")).asByteArray())
        .isEqualTo(CONTENT);
  }

  /**
   * CRC64NVME, of the whole. The SDK computes it only with native code, so it computes none here.
   */
  @Test
  void whoNamesNoAlgorithmGetsTheDefaultOfS3() {
    RawS3 raw = new RawS3(endpoint);
    String text = "x".repeat(PART);
    String path = "/" + bucket + "/parts";
    String whole =
        raw.send("PUT", "/" + bucket + "/whole", text + "end")
            .headers()
            .firstValue("x-amz-checksum-crc64nvme")
            .orElseThrow();
    String id = s3.createMultipartUpload(b -> b.bucket(bucket).key("parts")).uploadId();
    StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
    for (String part : List.of(text, "end")) {
      int number = part.equals(text) ? 1 : 2;
      String etag =
          raw.send("PUT", path + "?partNumber=" + number + "&uploadId=" + id, part)
              .headers()
              .firstValue("ETag")
              .orElseThrow();
      xml.append("<Part><PartNumber>").append(number).append("</PartNumber><ETag>");
      xml.append(etag).append("</ETag></Part>");
    }
    xml.append("</CompleteMultipartUpload>");
    assertThat(raw.send("POST", path + "?uploadId=" + id, xml.toString()).body())
        .contains("<ChecksumCRC64NVME>" + whole + "</ChecksumCRC64NVME>")
        .contains("<ChecksumType>FULL_OBJECT</ChecksumType>");
  }

  private static void refused(String code, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Test
  void whatDoesNotFitIsNotCompleted() {
    String id = s3.createMultipartUpload(b -> b.bucket(bucket).key("k")).uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (int n = 1; n <= 2; n++) {
      int number = n;
      String etag =
          s3.uploadPart(
                  b -> b.bucket(bucket).key("k").uploadId(id).partNumber(number),
                  RequestBody.fromString("small " + n))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(n).eTag(etag).build());
    }
    Consumer<List<CompletedPart>> complete =
        these ->
            s3.completeMultipartUpload(
                b -> b.bucket(bucket).key("k").uploadId(id).multipartUpload(m -> m.parts(these)));
    refused("EntityTooSmall", () -> complete.accept(parts));
    refused("InvalidPartOrder", () -> complete.accept(List.of(parts.get(1), parts.get(0))));
    refused(
        "InvalidPart",
        () -> complete.accept(List.of(parts.get(0).toBuilder().eTag("\"other\"").build())));
    refused("MalformedXML", () -> complete.accept(List.of()));
    assertThat(s3.listMultipartUploads(b -> b.bucket(bucket)).uploads())
        .extracting(u -> u.uploadId())
        .containsExactly(id);
    s3.abortMultipartUpload(b -> b.bucket(bucket).key("k").uploadId(id));
    refused("NoSuchUpload", () -> complete.accept(parts));
    refused(
        "NoSuchUpload", () -> s3.abortMultipartUpload(b -> b.bucket(bucket).key("k").uploadId(id)));
    assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents()).isEmpty();
  }

  private String write(String key, String text) {
    return s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text)).versionId();
  }

  private String read(String key, String version) {
    return s3.getObjectAsBytes(b -> b.bucket(bucket).key(key).versionId(version)).asUtf8String();
  }

  private void versioning(String status) {
    s3.putBucketVersioning(b -> b.bucket(bucket).versioningConfiguration(v -> v.status(status)));
  }

  private List<String> versions() {
    return s3.listObjectVersions(b -> b.bucket(bucket)).versions().stream()
        .map(ObjectVersion::versionId)
        .toList();
  }

  @Test
  void theNullVersionIsWhatWasWrittenWithoutVersions() {
    assertThat(write("k", "before")).isNull();
    versioning("Enabled");
    String kept = write("k", "kept");
    assertThat(versions()).containsExactly(kept, "null");
    assertThat(read("k", "null")).isEqualTo("before");
    versioning("Suspended");
    assertThat(write("k", "while suspended")).isNull();
    assertThat(versions()).containsExactly("null", kept);
    assertThat(read("k", "null")).isEqualTo("while suspended");
    var marker = s3.deleteObject(b -> b.bucket(bucket).key("k"));
    assertThat(marker.deleteMarker()).isTrue();
    assertThat(marker.versionId()).isEqualTo("null");
    assertThat(versions()).containsExactly(kept);
    s3.deleteObject(b -> b.bucket(bucket).key("k").versionId("null"));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asUtf8String())
        .isEqualTo("kept");
  }

  @Test
  void aDeleteMarkerHidesAndIsNoObject() {
    versioning("Enabled");
    String kept = write("k", "kept");
    String marker = s3.deleteObject(b -> b.bucket(bucket).key("k")).versionId();
    assertThatThrownBy(() -> s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e ->
                assertThat(
                        e.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("x-amz-delete-marker"))
                    .contains("true"));
    refused("MethodNotAllowed", () -> read("k", marker));
    refused("NoSuchVersion", () -> read("k", "none"));
    var deleted =
        s3.deleteObjects(
            b ->
                b.bucket(bucket)
                    .delete(
                        d ->
                            d.objects(
                                ObjectIdentifier.builder().key("k").versionId(marker).build(),
                                ObjectIdentifier.builder().key("never").build())));
    assertThat(deleted.deleted())
        .extracting(DeletedObject::key, DeletedObject::deleteMarker)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("k", true),
            org.assertj.core.groups.Tuple.tuple("never", true));
    assertThat(deleted.deleted().get(0).deleteMarkerVersionId()).isEqualTo(marker);
    assertThat(read("k", kept)).isEqualTo("kept");
    refused("BucketNotEmpty", () -> s3.deleteBucket(b -> b.bucket(bucket)));
  }

  @Test
  void aDeleteOfTooManyIsRefused() {
    List<ObjectIdentifier> ids = new ArrayList<>();
    for (int i = 0; i <= 1_000; i++) {
      ids.add(ObjectIdentifier.builder().key("k" + i).build());
    }
    refused(
        "MalformedXML", () -> s3.deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(ids))));
  }

  @Test
  void aCopyKeepsWhatTheObjectSaysOrReplacesIt() {
    s3.putObject(
        b ->
            b.bucket(bucket)
                .key("from")
                .contentType("a/b")
                .tagging("t=1")
                .metadata(java.util.Map.of("m", "1")),
        RequestBody.fromString("x"));
    s3.copyObject(
        b ->
            b.sourceBucket(bucket)
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("to"));
    var kept = s3.headObject(b -> b.bucket(bucket).key("to"));
    assertThat(kept.metadata()).containsEntry("m", "1");
    assertThat(kept.contentType()).isEqualTo("a/b");
    assertThat(s3.getObjectTagging(b -> b.bucket(bucket).key("to")).tagSet())
        .extracting(t -> t.key() + "=" + t.value())
        .containsExactly("t=1");
    s3.copyObject(
        b ->
            b.sourceBucket(bucket)
                .sourceKey("to")
                .destinationBucket(bucket)
                .destinationKey("to")
                .metadataDirective("REPLACE")
                .metadata(java.util.Map.of("n", "2")));
    assertThat(s3.headObject(b -> b.bucket(bucket).key("to")).metadata()).containsOnlyKeys("n");
    refused(
        "InvalidRequest",
        () ->
            s3.copyObject(
                b ->
                    b.sourceBucket(bucket)
                        .sourceKey("to")
                        .destinationBucket(bucket)
                        .destinationKey("to")));
  }
}
