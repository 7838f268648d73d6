package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

@ExtendWith(SharedAws.class)
class ObjectEventsTest {
  private final Clients clients;
  private final String queue;
  private final String bucket = "b-" + UUID.randomUUID();

  ObjectEventsTest(Clients clients) {
    this.clients = clients;
    this.queue = clients.createQueueFor("objects", "{\"source\":[\"aws.s3\"]}");
  }

  @BeforeEach
  void empty() {
    clients.drain(queue);
  }

  @Test
  void aPutRaisesOneEventInEventBridgesShape() {
    clients.createBucket(bucket, true);
    PutObjectResponse put = put("folder/a file.txt", "hello");
    assertThat(clients.drainJson(queue))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(fields(event))
                  .containsExactly(
                      "version",
                      "id",
                      "detail-type",
                      "source",
                      "account",
                      "time",
                      "region",
                      "resources",
                      "detail");
              assertThat(event.get("version").asText()).isEqualTo("0");
              assertThat(UUID.fromString(event.get("id").asText())).isNotNull();
              assertThat(event.get("detail-type").asText()).isEqualTo("Object Created");
              assertThat(event.get("source").asText()).isEqualTo("aws.s3");
              assertThat(event.get("account").asText()).isEqualTo("000000000000");
              assertThat(event.get("time").asText())
                  .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
              assertThat(event.get("region").asText()).isEqualTo("us-east-1");
              assertThat(event.get("resources").toString())
                  .isEqualTo("[\"arn:aws:s3:::" + bucket + "\"]");
              JsonNode detail = event.get("detail");
              assertThat(detail.get("version").asText()).isEqualTo("0");
              assertThat(detail.at("/bucket/name").asText()).isEqualTo(bucket);
              assertThat(detail.at("/object/key").asText()).isEqualTo("folder/a file.txt");
              assertThat(detail.at("/object/size").isIntegralNumber()).isTrue();
              assertThat(detail.at("/object/size").asLong()).isEqualTo(5);
              assertThat(detail.at("/object/etag").asText())
                  .isEqualTo(put.eTag().replace("\"", ""));
              assertThat(detail.at("/object/version-id").asText()).isEqualTo(put.versionId());
              assertThat(detail.at("/object/sequencer").asText()).matches("[0-9A-F]{18}");
              assertThat(detail.get("request-id").asText())
                  .isEqualTo(put.responseMetadata().requestId());
              assertThat(detail.get("requester").asText()).isEqualTo("000000000000");
              assertThat(detail.get("source-ip-address").asText()).isEqualTo("127.0.0.1");
              assertThat(detail.get("reason").asText()).isEqualTo("PutObject");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "é",
        "a+b",
        "a//b",
        "/a",
        "a%20b",
        "100%",
        "🧬.fastq",
        "a;b",
        "a&b=c?d#e",
        "a:b|c",
        "日本語/ファイル",
        "(1) 'x'!*~",
        "a/./b",
        "a\"b"
      })
  void keysAreTheClientsOwn(String key) {
    clients.createBucket(bucket, false);
    put(key, "x");
    assertThat(clients.drainJson(queue))
        .extracting(event -> event.at("/detail/object/key").asText())
        .containsExactly(key);
    assertThat(clients.s3().listObjectsV2(b -> b.bucket(bucket)).contents())
        .extracting(o -> o.key())
        .containsExactly(key);
    assertThat(clients.s3().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String())
        .isEqualTo("x");
  }

  @Test
  void aCopyRaisesAnEvent() {
    clients.createBucket(bucket, true);
    put("from", "hello");
    clients
        .s3()
        .copyObject(
            b ->
                b.sourceBucket(bucket)
                    .sourceKey("from")
                    .destinationBucket(bucket)
                    .destinationKey("to é"));
    String version = clients.s3().headObject(b -> b.bucket(bucket).key("to é")).versionId();
    JsonNode event = clients.drainJson(queue).get(1);
    assertThat(event.at("/detail/reason").asText()).isEqualTo("CopyObject");
    assertThat(event.at("/detail/object/key").asText()).isEqualTo("to é");
    assertThat(event.at("/detail/object/size").asLong()).isEqualTo(5);
    assertThat(event.at("/detail/object/version-id").asText()).isEqualTo(version);
    assertThat(event.at("/detail/object/etag").asText())
        .isEqualTo("5d41402abc4b2a76b9719d911017c592");
  }

  @Test
  void aMultipartUploadRaisesOneEventWhenItIsComplete() {
    clients.createBucket(bucket, true);
    byte[] part = new byte[5 << 20];
    String key = "big/ü.bin";
    String upload = clients.s3().createMultipartUpload(b -> b.bucket(bucket).key(key)).uploadId();
    List<CompletedPart> parts =
        IntStream.rangeClosed(1, 2)
            .mapToObj(
                n -> {
                  String etag =
                      clients
                          .s3()
                          .uploadPart(
                              b -> b.bucket(bucket).key(key).uploadId(upload).partNumber(n),
                              RequestBody.fromBytes(part))
                          .eTag();
                  return CompletedPart.builder().partNumber(n).eTag(etag).build();
                })
            .toList();
    assertThat(clients.drain(queue)).isEmpty();
    var complete =
        clients
            .s3()
            .completeMultipartUpload(
                b ->
                    b.bucket(bucket)
                        .key(key)
                        .uploadId(upload)
                        .multipartUpload(m -> m.parts(parts)));
    assertThat(clients.drainJson(queue))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.at("/detail/reason").asText()).isEqualTo("CompleteMultipartUpload");
              assertThat(event.at("/detail/object/key").asText()).isEqualTo(key);
              assertThat(event.at("/detail/object/size").asLong()).isEqualTo(2L * part.length);
              assertThat(event.at("/detail/object/etag").asText())
                  .isEqualTo(complete.eTag().replace("\"", ""))
                  .endsWith("-2");
              assertThat(event.at("/detail/object/version-id").asText())
                  .isEqualTo(complete.versionId());
            });
  }

  @Test
  void eachVersionHasItsEventAndSequencersRise() {
    clients.createBucket(bucket, true);
    List<String> versions =
        IntStream.range(0, 5).mapToObj(i -> put("same", "v" + i).versionId()).toList();
    List<JsonNode> events = clients.drainJson(queue);
    assertThat(events)
        .extracting(event -> event.at("/detail/object/version-id").asText())
        .containsExactlyInAnyOrderElementsOf(versions);
    assertThat(
            events.stream()
                .sorted(
                    (a, b) ->
                        Integer.compare(
                            versions.indexOf(a.at("/detail/object/version-id").asText()),
                            versions.indexOf(b.at("/detail/object/version-id").asText())))
                .map(event -> event.at("/detail/object/sequencer").asText())
                .toList())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void aDeleteInABucketWithVersionsTellsOfTheMarker() {
    clients.createBucket(bucket, true);
    String version = put("gone", "x").versionId();
    clients.drain(queue);
    var answer = clients.s3().deleteObject(b -> b.bucket(bucket).key("gone"));
    JsonNode marker = clients.drainJson(queue).get(0);
    assertThat(answer.deleteMarker()).isTrue();
    assertThat(marker.at("/detail/object/version-id").asText()).isEqualTo(answer.versionId());
    assertThat(marker.get("detail-type").asText()).isEqualTo("Object Deleted");
    assertThat(marker.at("/detail/reason").asText()).isEqualTo("DeleteObject");
    assertThat(marker.at("/detail/deletion-type").asText()).isEqualTo("Delete Marker Created");
    assertThat(marker.at("/detail/object/version-id").asText()).isNotEmpty().isNotEqualTo(version);
    assertThat(marker.at("/detail/object").has("size")).isFalse();

    clients.s3().deleteObject(b -> b.bucket(bucket).key("gone").versionId(version));
    JsonNode deleted = clients.drainJson(queue).get(0);
    assertThat(deleted.at("/detail/deletion-type").asText()).isEqualTo("Permanently Deleted");
    assertThat(deleted.at("/detail/object/version-id").asText()).isEqualTo(version);
  }

  @Test
  void aDeleteOfManyTellsOfThoseThatWere() {
    clients.createBucket(bucket, false);
    put("one", "x");
    put("two é", "x");
    clients.drain(queue);
    List<ObjectIdentifier> ids =
        List.of("one", "two é", "never").stream()
            .map(key -> ObjectIdentifier.builder().key(key).build())
            .toList();
    clients.s3().deleteObjects(b -> b.bucket(bucket).delete(d -> d.objects(ids)));
    assertThat(clients.drainJson(queue))
        .hasSize(2)
        .allSatisfy(
            event ->
                assertThat(event.at("/detail/deletion-type").asText())
                    .isEqualTo("Permanently Deleted"))
        .extracting(event -> event.at("/detail/object/key").asText())
        .containsExactlyInAnyOrder("one", "two é");
  }

  @Test
  void aBucketWithoutNoticesIsSilent() {
    clients.s3().createBucket(b -> b.bucket(bucket));
    put("quiet", "x");
    assertThat(clients.drain(queue)).isEmpty();
  }

  private PutObjectResponse put(String key, String text) {
    return clients.s3().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(text));
  }

  private static List<String> fields(JsonNode node) {
    return node.properties().stream().map(e -> e.getKey()).toList();
  }
}
