package io.bindery.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.checksum.ChunkPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The stand-in, asked by the client that the packager uses. */
@Tag("chaos")
class S3ProcessTest {
  private static final ObjectSet SMALL = ObjectSet.of(2_345, 4_096, 7);
  private static final ObjectSet LARGE = new ObjectSet(2, 20 << 20, 8, true);

  @TempDir private static Path directory;
  private static S3Process server;
  private static S3AsyncClient s3;

  @BeforeAll
  static void start() {
    server = S3Process.start(directory.resolve("s3.log"));
    server.create("small", SMALL);
    server.create("large", LARGE);
    server.create("registry");
    s3 =
        S3AsyncClient.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
            .httpClientBuilder(AwsCrtAsyncHttpClient.builder())
            .build();
  }

  @AfterAll
  static void stop() {
    s3.close();
    server.close();
  }

  @Test
  void versionsAreListedPageByPageAndAnObjectThatChangedHasTwo() {
    server.create("changing", SMALL);
    server.change("changing", 1_000);
    var all = new ArrayList<ObjectVersion>();
    String key = null;
    String version = null;
    boolean more = true;
    int pages = 0;
    while (more) {
      var from = new String[] {key, version};
      var page =
          s3.listObjectVersions(
                  request ->
                      request
                          .bucket("changing")
                          .prefix(ObjectSet.PREFIX)
                          .encodingType(EncodingType.URL)
                          .keyMarker(from[0])
                          .versionIdMarker(from[1]))
              .join();
      all.addAll(page.versions());
      key = page.nextKeyMarker();
      version = page.nextVersionIdMarker();
      more = page.isTruncated();
      pages++;
    }
    assertThat(pages).isEqualTo(3);
    assertThat(all).hasSize(SMALL.objects() + 3);
    assertThat(all).filteredOn(ObjectVersion::isLatest).hasSize(SMALL.objects());
    assertThat(all.stream().map(ObjectVersion::key)).isSorted();
    assertThat(all.get(0).key()).isEqualTo(all.get(1).key()).isEqualTo("run/0000/000.dat");
    var old = all.get(1);
    assertThat(old.isLatest()).isFalse();
    assertThat(read("changing", request -> request.key(old.key()).versionId(old.versionId())))
        .isEqualTo(read("small", request -> request.key(old.key())));
  }

  @Test
  void foldersAreListedOverPages() {
    var folders = new ArrayList<String>();
    for (var page :
        List.of(
            s3.listObjectsV2(
                    request -> request.bucket("small").prefix("run/").delimiter("/").maxKeys(2))
                .join(),
            s3.listObjectsV2(
                    request ->
                        request
                            .bucket("small")
                            .prefix("run/")
                            .delimiter("/")
                            .continuationToken("run/0001/"))
                .join())) {
      page.commonPrefixes().forEach(it -> folders.add(it.prefix()));
    }
    assertThat(folders).containsExactly("run/0000/", "run/0001/", "run/0002/");
    var rest =
        s3.listObjectsV2(
                request -> request.bucket("small").prefix("run/").startAfter("run/0002/342.dat"))
            .join();
    assertThat(rest.contents())
        .extracting(it -> it.key())
        .containsExactly("run/0002/343.dat", "run/0002/344.dat");
  }

  @Test
  void rangesArePartsOfTheWhole() {
    var key = LARGE.key(1);
    var whole = read("large", request -> request.key(key));
    assertThat(whole).hasSize((int) LARGE.size());
    assertThat(read("large", request -> request.key(key).range("bytes=16777000-17000000")))
        .isEqualTo(Arrays.copyOfRange(whole, 16_777_000, 17_000_001));
    assertThat(server.sent("large")[1]).isGreaterThanOrEqualTo(LARGE.size());
    assertThat(server.usage().requests()).containsKey("GetObject");
  }

  @Test
  void storedChecksumsAreThoseOfTheContent() throws Exception {
    var key = LARGE.key(0);
    var content = read("large", request -> request.key(key));
    var plan = ChunkPlan.of(LARGE.size());
    var all = MessageDigest.getInstance("SHA-256");
    for (int part = 0; part < plan.parts(); part++) {
      var one = MessageDigest.getInstance("SHA-256");
      one.update(content, (int) plan.offset(part), (int) plan.length(part));
      all.update(one.digest());
    }
    var expected = Base64.getEncoder().encodeToString(all.digest());
    var head =
        s3.headObject(
                request -> request.bucket("large").key(key).checksumMode(ChecksumMode.ENABLED))
            .join();
    assertThat(head.checksumSHA256()).isEqualTo(expected + "-3");
    assertThat(head.contentLength()).isEqualTo(LARGE.size());
    var attributes =
        s3.getObjectAttributes(
                request ->
                    request
                        .bucket("large")
                        .key(key)
                        .objectAttributes(ObjectAttributes.OBJECT_PARTS, ObjectAttributes.CHECKSUM))
            .join();
    assertThat(attributes.checksum().checksumSHA256()).isEqualTo(expected);
    assertThat(attributes.objectParts().totalPartsCount()).isEqualTo(3);
    assertThat(attributes.objectParts().parts())
        .extracting(it -> it.size())
        .containsExactly(8L << 20, 8L << 20, 4L << 20);
  }

  @Test
  void conditionsHoldForReadsAndWrites() {
    var written = put("pointer", "one", false, null);
    refused(412, () -> put("pointer", "two", true, null));
    refused(412, () -> put("pointer", "two", false, "\"other\""));
    refused(404, () -> put("nowhere", "two", false, written));
    put("pointer", "two", false, written);
    assertThat(read("registry", request -> request.key("pointer")))
        .isEqualTo("two".getBytes(StandardCharsets.UTF_8));
    refused(412, () -> read("registry", request -> request.key("pointer").ifMatch(written)));
    s3.deleteObject(request -> request.bucket("registry").key("pointer")).join();
    refused(404, () -> read("registry", request -> request.key("pointer")));
  }

  @Test
  void anUploadInPartsIsThereWhenItIsCompleted() {
    var key = "manifest";
    var id =
        s3.createMultipartUpload(request -> request.bucket("registry").key(key)).join().uploadId();
    var part =
        s3.uploadPart(
                request -> request.bucket("registry").key(key).uploadId(id).partNumber(1),
                AsyncRequestBody.fromBytes(new byte[5 << 20]))
            .join();
    refused(404, () -> read("registry", request -> request.key(key)));
    s3.completeMultipartUpload(
            request ->
                request
                    .bucket("registry")
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(
                        all ->
                            all.parts(
                                CompletedPart.builder().partNumber(1).eTag(part.eTag()).build())))
        .join();
    var head = s3.headObject(request -> request.bucket("registry").key(key)).join();
    assertThat(head.contentLength()).isEqualTo(5 << 20);
    s3.abortMultipartUpload(request -> request.bucket("registry").key(key).uploadId(id)).join();
  }

  private static byte[] read(
      String bucket, java.util.function.Consumer<GetObjectRequest.Builder> asked) {
    try {
      return s3.getObject(
              request -> asked.accept(request.bucket(bucket)), AsyncResponseTransformer.toBytes())
          .join()
          .asByteArray();
    } catch (java.util.concurrent.CompletionException e) {
      throw (SdkException) e.getCause();
    }
  }

  private static String put(String key, String text, boolean ifNew, String ifMatch) {
    try {
      return s3.putObject(
              request ->
                  request
                      .bucket("registry")
                      .key(key)
                      .ifNoneMatch(ifNew ? "*" : null)
                      .ifMatch(ifMatch),
              AsyncRequestBody.fromString(text))
          .join()
          .eTag();
    } catch (java.util.concurrent.CompletionException e) {
      throw (SdkException) e.getCause();
    }
  }

  private static void refused(
      int status, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(status));
  }

  @Test
  void whatIsUploadedIsThereWithItsVersionAndOnlyOnce() {
    server.createGrowing("growing");

    var uploaded = server.upload("growing", List.of("run/b", "run/a"), 5_000);

    var listed = s3.listObjectVersions(r -> r.bucket("growing").prefix("run/")).join().versions();
    assertThat(listed).extracting(ObjectVersion::key).containsExactly("run/a", "run/b");
    assertThat(listed).extracting(ObjectVersion::size).containsOnly(5_000L);
    assertThat(uploaded).hasSize(2);
    var whole =
        s3.getObject(
                r -> r.bucket("growing").key("run/a").versionId(listed.get(0).versionId()),
                AsyncResponseTransformer.toBytes())
            .join()
            .asByteArray();
    var part =
        s3.getObject(
                r -> r.bucket("growing").key("run/a").range("bytes=1000-1999"),
                AsyncResponseTransformer.toBytes())
            .join()
            .asByteArray();
    assertThat(part).isEqualTo(Arrays.copyOfRange(whole, 1000, 2000));
    assertThatThrownBy(() -> server.upload("growing", List.of("run/a"), 5_000))
        .hasMessageContaining("run/a");
  }
}
