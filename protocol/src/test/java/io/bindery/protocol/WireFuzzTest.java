package io.bindery.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.event.BridgeEvent;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.notice.Notice;
import io.bindery.protocol.notice.NoticeException;
import io.bindery.protocol.notice.NoticeParser;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Notices, events and descriptions that were broken: none may hang its reader, and none may make it
 * fail but by its own error. Repeat a run with -Dbindery.fuzz.seed=SEED.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WireFuzzTest {
  private static final int RUNS = 30_000;
  private static final Duration SLOW = Duration.ofSeconds(5);

  private static final String EVENT =
      """
      {"version":"0","id":"17793124-05d4-b198-2fde-7ededc63b103","detail-type":"Object Created",
       "source":"aws.s3","account":"111122223333","time":"2026-11-12T00:00:00Z","region":"us-east-1",
       "resources":["arn:aws:s3:::lab"],"detail":{"version":"0","bucket":{"name":"lab"},
       "object":{"key":"run 1/a+b%20ü.txt","size":5,"etag":"b1946ac92492d234","version-id":"IYV3p45B",
       "sequencer":"617f08299329d189"},"reason":"PutObject"}}""";

  private static final String RECORDS =
      """
      {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-01-02T03:04:05.678Z",
       "eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"lab"},
       "object":{"key":"run+1/a%2Bb%2520%C3%BC.txt","size":1024,"eTag":"d41d8cd98f00b204",
       "versionId":"096fKKXT","sequencer":"0055AED6DCD90281E5"}}}]}""";

  private static final List<String> NOTICES =
      List.of(
          EVENT,
          RECORDS,
          "{\"Type\":\"Notification\",\"Message\":\"%s\"}"
              .formatted(RECORDS.replace("\n", " ").replace("\"", "\\\"")),
          "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Bucket\":\"lab\"}");

  private static final List<String> DESCRIPTIONS =
      List.of(
          "{\"source_prefix\":\"s3://lab/run%201/\",\"registry\":\"lab\",\"package_name\":\"a/b\"}",
          "{\"source_prefix\":\"s3://lab/a/b.json?versionId=x\",\"metadata_uri\":\"../m.json\"}",
          "{\"source_prefix\":\"s3://lab/\",\"metadata\":{\"n\":[1,2.5,null,\"ü\"]},"
              + "\"commit_message\":\"m\",\"workflow\":\"\"}");

  private static final List<String> TOKENS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\\",
          "null",
          "true",
          "-1",
          "0.5",
          "1e999999999",
          "99999999999999999999999999",
          "\"\"",
          "{}",
          "[]",
          "%",
          "%zz",
          "%00",
          "+",
          "/",
          "//",
          "../",
          "s3://",
          "?versionId=",
          "#",
          "\u0000",
          "\uD800",
          "\u00FC",
          "\uFEFF",
          "\\u0000",
          "\\ud800",
          "\"Records\"",
          "\"Message\"",
          "\"detail\"",
          "2026-99-99T99:99:99Z",
          "+1000000000-01-01T00:00:00Z");

  private final long seed = Long.getLong("bindery.fuzz.seed", System.nanoTime());
  private final Random random = new Random(seed);

  /** What reads a text, and may fail by its own error. */
  private interface Reader {
    void read(String text) throws Exception;
  }

  @Test
  void notices() {
    int[] read = {0};
    fuzz(
        NOTICES,
        NoticeException.class,
        text -> {
          if (NoticeParser.parse(text) instanceof Notice.Objects objects) {
            objects.events().forEach(event -> assertThat(event.bucket()).isNotEmpty());
            read[0]++;
          }
        });
    assertThat(read[0]).as("seed %d: notices that can be read", seed).isGreaterThan(RUNS / 100);
  }

  @Test
  void events() {
    fuzz(List.of(EVENT), FieldException.class, text -> BridgeEvent.read(text).detail());
  }

  @Test
  void descriptions() {
    int[] read = {0};
    fuzz(
        DESCRIPTIONS,
        DescriptionException.class,
        text -> {
          var mode = random.nextBoolean() ? DescriptionMode.STRICT : DescriptionMode.QUILT;
          var description = PackageDescription.parse(text, mode);
          assertThat(description.folder().bucket()).isNotEmpty();
          read[0]++;
        });
    assertThat(read[0])
        .as("seed %d: descriptions that can be read", seed)
        .isGreaterThan(RUNS / 100);
  }

  private void fuzz(List<String> good, Class<? extends Exception> own, Reader reader) {
    System.out.println("seed " + seed);
    for (int i = 0; i < RUNS; i++) {
      var text = broken(good.get(random.nextInt(good.size())));
      var since = System.nanoTime();
      try {
        reader.read(text);
      } catch (Exception | StackOverflowError e) {
        if (!own.isInstance(e)) {
          throw new AssertionError("seed %d: %s".formatted(seed, text), e);
        }
        assertThat(e.getMessage()).as("seed %d: %s", seed, text).isNotBlank();
      }
      assertThat(Duration.ofNanos(System.nanoTime() - since))
          .as("seed %d: %s", seed, text)
          .isLessThan(SLOW);
    }
  }

  /** One to four places of the text are cut out, doubled, or replaced; rarely it is nested deep. */
  private String broken(String good) {
    if (random.nextInt(1000) == 0) {
      return "[".repeat(random.nextInt(100_000)) + good;
    }
    var text = new StringBuilder(good);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(random.nextInt(10) == 0 ? 60 : 4));
      switch (random.nextInt(3)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(to, text.substring(from, to));
        default -> text.replace(from, to, TOKENS.get(random.nextInt(TOKENS.size())));
      }
    }
    return text.toString();
  }
}
