package io.bindery.protocol.notice;

import static io.bindery.protocol.notice.ObjectEvent.Kind.CREATED;
import static io.bindery.protocol.notice.ObjectEvent.Kind.DELETED;
import static io.bindery.protocol.notice.ObjectEvent.Kind.RESTORED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeParserTest {
  private static final String EVENT =
      """
      {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created",
       "source":"aws.s3","account":"111122223333","time":"2026-11-12T00:00:00Z",
       "region":"ca-central-1","resources":["arn:aws:s3:::amzn-bucket"],
       "detail":{"version":"0","bucket":{"name":"amzn-bucket"},
         "object":{"key":"run 1/a+b%20ü.txt","size":5,"etag":"b1946ac92492d2347c6235b4d2611184",
           "version-id":"IYV3p45BT0ac8hjHg1houSdS1a.Mro8e","sequencer":"617f08299329d189"},
         "request-id":"N4N7GDK58NMKJ12R","requester":"123456789012",
         "source-ip-address":"1.2.3.4","reason":"PutObject"}}
      """;

  private static final String RECORD =
      """
      {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2",
       "eventTime":"2026-01-02T03:04:05.678Z","eventName":"ObjectCreated:Put",
       "s3":{"s3SchemaVersion":"1.0","configurationId":"x",
         "bucket":{"name":"amzn-bucket","arn":"arn:aws:s3:::amzn-bucket"},
         "object":{"key":"run+1/a%2Bb%2520%C3%BC.txt","size":1024,"eTag":"d41d8cd98f00b204",
           "versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}
      """;

  private static final String TEST_EVENT =
      """
      {"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-10-13T15:57:02.089Z",
       "Bucket":"amzn-bucket","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa"}
      """;

  @Test
  void eventBridgeEvent() throws Exception {
    assertThat(only(EVENT))
        .isEqualTo(
            new ObjectEvent(
                CREATED,
                "amzn-bucket",
                "run 1/a+b%20ü.txt",
                Optional.of("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"),
                5,
                Optional.of("b1946ac92492d2347c6235b4d2611184"),
                Optional.of("617f08299329d189"),
                Instant.parse("2026-11-12T00:00:00Z"),
                "PutObject"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PutObject", "POST Object", "CopyObject", "CompleteMultipartUpload", "Other"})
  void everyReasonOfACreation(String reason) throws Exception {
    assertThat(only(EVENT.replace("PutObject", reason)).reason()).isEqualTo(reason);
  }

  @Test
  void deletionsAndRestores() throws Exception {
    var deleted =
        only(
            EVENT
                .replace("Object Created", "Object Deleted")
                .replace("\"size\":5,", "")
                .replace("PutObject", "DeleteObject"));
    assertThat(deleted.kind()).isEqualTo(DELETED);
    assertThat(deleted.size()).isZero();
    var restored =
        only(
            EVENT
                .replace("Object Created", "Object Restore Completed")
                .replace(",\"sequencer\":\"617f08299329d189\"", "")
                .replace(",\"reason\":\"PutObject\"", ""));
    assertThat(restored.kind()).isEqualTo(RESTORED);
    assertThat(restored.sequencer()).isEmpty();
    assertThat(restored.reason()).isEmpty();
    assertThat(restored.size()).isEqualTo(5);
  }

  @Test
  void plainNotificationWithSeveralRecords() throws Exception {
    var second =
        RECORD
            .replace("ObjectCreated:Put", "s3:ObjectRemoved:DeleteMarkerCreated")
            .replace("\"size\":1024,", "");
    var notice = (Notice.Objects) NoticeParser.parse(records(RECORD, second));
    assertThat(notice.events())
        .containsExactly(
            new ObjectEvent(
                CREATED,
                "amzn-bucket",
                "run 1/a+b%20ü.txt",
                Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko"),
                1024,
                Optional.of("d41d8cd98f00b204"),
                Optional.of("0055AED6DCD90281E5"),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "Put"),
            new ObjectEvent(
                DELETED,
                "amzn-bucket",
                "run 1/a+b%20ü.txt",
                Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko"),
                0,
                Optional.of("d41d8cd98f00b204"),
                Optional.of("0055AED6DCD90281E5"),
                Instant.parse("2026-01-02T03:04:05.678Z"),
                "DeleteMarkerCreated"));
  }

  @ParameterizedTest
  @CsvSource({
    "ObjectCreated:CompleteMultipartUpload, CREATED",
    "ObjectCreated:Copy, CREATED",
    "ObjectRemoved:Delete, DELETED",
    "LifecycleExpiration:Delete, DELETED",
    "s3:ObjectRestore:Completed, RESTORED"
  })
  void eventNames(String name, ObjectEvent.Kind kind) throws Exception {
    assertThat(only(records(RECORD.replace("ObjectCreated:Put", name))).kind()).isEqualTo(kind);
  }

  @Test
  void bothFormsInsideSns() throws Exception {
    assertThat(NoticeParser.parse(inSns(EVENT))).isEqualTo(NoticeParser.parse(EVENT));
    assertThat(NoticeParser.parse(inSns(records(RECORD))))
        .isEqualTo(NoticeParser.parse(records(RECORD)));
    assertThat(NoticeParser.parse(inSns(TEST_EVENT))).isEqualTo(new Notice.Test("amzn-bucket"));
  }

  @Test
  void testEvent() throws Exception {
    assertThat(NoticeParser.parse(TEST_EVENT)).isEqualTo(new Notice.Test("amzn-bucket"));
    assertThat(NoticeParser.parse("\uFEFF" + TEST_EVENT)).isEqualTo(new Notice.Test("amzn-bucket"));
  }

  @Test
  void versionNullIdentifiesNothing() throws Exception {
    assertThat(only(EVENT.replace("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e", "null")).versionId())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a//b.txt", "/a", "a/../b", "./a", "a/", "raw|x", "😀", "a\\u0000b", "+"})
  void unusualKeysAreKept(String key) throws Exception {
    var expected = key.replace("\\u0000", "\0");
    assertThat(only(EVENT.replace("run 1/a+b%20ü.txt", key)).key()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"key\":\"run 1/a+b%20ü.txt\" | \"key\":\"\" | detail.object.key |",
        "\"key\":\"run 1/a+b%20ü.txt\" | \"key\":7 | detail.object.key | 7",
        "run 1/a+b%20ü.txt | a\\ud800b | detail.object.key | a\\ud800b",
        "\"size\":5 | \"size\":-5 | detail.object.size | -5",
        "\"size\":5 | \"size\":5.5 | detail.object.size | 5.5",
        "\"size\":5, | '' | detail.object.size |",
        "\"size\":5 | \"size\":\"5\" | detail.object.size | \"5\"",
        "{\"name\":\"amzn-bucket\"} | {\"name\":\"a/b\"} | detail.bucket.name | a/b",
        "{\"name\":\"amzn-bucket\"} | \"amzn-bucket\" | detail.bucket | \"amzn-bucket\"",
        "2026-11-12T00:00:00Z | yesterday | time | yesterday",
        "2026-11-12T00:00:00Z | +12026-11-12T00:00:00Z | time | +12026-11-12T00:00:00Z",
        "aws.s3 | com.example | source | com.example",
        "Object Created | Object Tags Added | detail-type | Object Tags Added",
      })
  void wrongFieldsAreNamed(String from, String to, String field, String value) {
    var refused = refused(EVENT.replace(from, to));
    assertThat(refused.field()).isEqualTo(field);
    assertThat(refused.value()).isEqualTo(value == null ? "" : value);
    assertThat(refused).hasMessageStartingWith(field);
  }

  @Test
  void unknownDetailTypeTellsTheWayOut() {
    assertThat(refused(EVENT.replace("Object Created", "Object ACL Updated")))
        .hasMessage(
            "detail-type = Object ACL Updated: it must be one of those that Bindery reads. Let the"
                + " EventBridge rule match only the detail-types Object Created, Object Deleted and"
                + " Object Restore Completed.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"size\":1024 | \"size\":null | Records[1].s3.object.size",
        "ObjectCreated:Put | ObjectTagging:Put | Records[1].eventName",
        "aws:s3 | aws:sqs | Records[1].eventSource",
        "run+1/ | %zz | Records[1].s3.object.key",
      })
  void oneBadRecordTakesNoOtherAlong(String from, String to, String field) throws Exception {
    var bad = RECORD.replace(from, to);
    for (var body : List.of(records(RECORD, bad, RECORD), inSns(records(RECORD, bad, RECORD)))) {
      var notice = (Notice.Objects) NoticeParser.parse(body);
      assertThat(notice.events()).hasSize(2).containsOnly(only(records(RECORD)));
      assertThat(notice.refused()).hasSize(1);
      var refused = notice.refused().get(0);
      assertThat(refused.reason()).contains(field);
      // Sent again by itself, it is refused for the same reason, and once mended it is read.
      assertThat(refused(refused.notice()).field()).isEqualTo(field.replace("[1]", "[0]"));
      assertThat(only(refused.notice().replace(to, from))).isEqualTo(only(records(RECORD)));
      assertThat(only(notice.alone(1))).isEqualTo(only(records(RECORD)));
    }
  }

  @Test
  void aRecordThatIsNoObjectTakesNoOtherAlong() throws Exception {
    var notice = (Notice.Objects) NoticeParser.parse(records("7", RECORD, "null"));
    assertThat(notice.events()).hasSize(1);
    assertThat(notice.refused()).extracting(Notice.Refused::notice).contains("{\"Records\":[7]}");
  }

  @Test
  void onlyBadRecordsRefuseTheMessage() {
    var bad = RECORD.replace("\"size\":1024", "\"size\":null");
    assertThat(refused(records(bad, bad)).field()).isEqualTo("Records[0].s3.object.size");
  }

  @ParameterizedTest
  @CsvSource({
    "aws:s3, run 1/a+b%20ü.txt",
    "minio:s3, run 1/a+b%20ü.txt",
    "ceph:s3, run+1/a%2Bb%2520%C3%BC.txt"
  })
  void keysAreReadAsTheirStoreWritesThem(String source, String key) throws Exception {
    assertThat(only(records(RECORD.replace("aws:s3", source))).key()).isEqualTo(key);
  }

  @Test
  void aKeyOfCephMayHoldAPercentSignAndAPlus() throws Exception {
    var ceph =
        RECORD.replace("aws:s3", "ceph:s3").replace("run+1/a%2Bb%2520%C3%BC.txt", "100% a+b");
    assertThat(only(records(ceph)).key()).isEqualTo("100% a+b");
  }

  @Test
  void aNoticeAsLargeAsAMessageOfSqsIsRead() throws Exception {
    int limit = 1 << 20;
    int room = limit - inSns(records(RECORD)).getBytes(UTF_8).length;
    int more = room / inSns("," + RECORD).getBytes(UTF_8).length;
    var body = inSns(records(Collections.nCopies(more + 1, RECORD).toArray(String[]::new)));
    var largest = body + " ".repeat(limit - body.getBytes(UTF_8).length);
    assertThat(((Notice.Objects) NoticeParser.parse(largest)).events()).hasSize(more + 1);
    assertThat(refused(largest + " ")).hasMessageContaining("at most 1048576 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%", "a%2", "a%zz", "%FF", "%ED%A0%80"})
  void brokenUrlEncodingIsNotGuessed(String key) {
    assertThat(refused(records(RECORD.replace("run+1/a%2Bb%2520%C3%BC.txt", key))).value())
        .isEqualTo(key);
  }

  @Test
  void keysLongerThanS3Allows() throws Exception {
    var longest = "ü".repeat(512);
    assertThat(only(EVENT.replace("run 1/a+b%20ü.txt", longest)).key()).isEqualTo(longest);
    assertThat(refused(EVENT.replace("run 1/a+b%20ü.txt", longest + "x")).field())
        .isEqualTo("detail.object.key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "hello",
        "{",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{\"Records\":[]}",
        "{\"Records\":{}}",
        "{\"Records\":[7]}",
        "{\"Event\":\"s3:Other\"}",
        "{\"detail-type\":null}"
      })
  void notANotice(String body) {
    assertThat(refused(body)).hasMessageContaining("Send only notices of S3 here");
  }

  @Test
  void unconfirmedSubscription() throws Exception {
    var body = inSns(EVENT).replace("\"Notification\"", "\"SubscriptionConfirmation\"");
    assertThat(refused(body)).hasMessageContaining("Confirm the subscription");
  }

  @Test
  void snsInsideSnsIsRefused() throws Exception {
    assertThat(refused(inSns(inSns(EVENT)))).hasMessageStartingWith("Message.body");
  }

  @Test
  void hugeAndDeepBodiesAreRefused() {
    assertThat(refused("{\"a\":\"" + "x".repeat(1 << 20) + "\"}"))
        .hasMessageContaining("at most 1048576 bytes");
    assertThat(refused("{\"a\":\"" + "\u20ac".repeat(360_000) + "\"}"))
        .hasMessageContaining("at most 1048576 bytes");
    var deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(refused(deep)).hasMessageContaining("nesting depth");
    assertThat(refused(deep).getMessage()).hasSizeLessThan(1_000);
  }

  private static ObjectEvent only(String body) throws NoticeException {
    var events = ((Notice.Objects) NoticeParser.parse(body)).events();
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static NoticeException refused(String body) {
    var refused = catchThrowableOfType(NoticeException.class, () -> NoticeParser.parse(body));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static String records(String... records) {
    return "{\"Records\":[" + String.join(",", records) + "]}";
  }

  private static String inSns(String message) throws JsonProcessingException {
    return new ObjectMapper()
        .writeValueAsString(
            Map.of(
                "Type",
                "Notification",
                "MessageId",
                "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
                "TopicArn",
                "arn:aws:sns:us-east-1:123456789012:uploads",
                "Message",
                message));
  }
}
