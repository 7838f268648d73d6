package io.bindery.localaws.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeReaderTest {
  private static final List<String> TEXTS =
      List.of("", "a", "runs/1/a b+c%25.txt", "\"quoted\\\"", "\n\t\u0001\u007f", "ключ-鍵", "😀￿");
  private static final long[] NUMBERS = {0, 1, 4096, 5L << 40, Long.MAX_VALUE};

  private final long seed = Long.getLong("bindery.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final ChangeReader reader = new ChangeReader();

  /** Each kind, made of any values. */
  private final List<Supplier<Change>> kinds =
      List.of(
          () -> new Change.BucketMade(text(), number(), text()),
          () -> new Change.BucketRemoved(text()),
          () -> new Change.Versioning(text(), text()),
          () -> new Change.BucketTags(text(), texts()),
          () -> new Change.Put(text(), text(), version()),
          () -> new Change.Removed(text(), text(), text()),
          () -> new Change.Tags(text(), text(), text(), texts()),
          () -> new Change.UploadBegun(text(), upload()),
          () -> new Change.PartPut(text(), text(), part()),
          () -> new Change.UploadAborted(text(), text()));

  /** What Jackson makes of a line by reflection is what the line says. */
  @Test
  void readsEachLineAsItsRecordsDescribeIt() throws IOException {
    ObjectReader byReflection = new ObjectMapper().readerFor(Change.class);
    assertThat(kinds).hasSameSizeAs(Change.class.getPermittedSubclasses());
    for (int i = 0; i < 3_000; i++) {
      byte[] line = kinds.get(i % kinds.size()).get().bytes();
      assertThat(reader.read(line))
          .as("bindery.seed=%d: %s", seed, new String(line, StandardCharsets.UTF_8))
          .isEqualTo(byReflection.readValue(line));
    }
  }

  /** As an earlier build wrote it. */
  @Test
  void readsALineThatHasAllFields() {
    assertThat(
            read(
                "{'c':'put','bucket':'lab','key':'k','version':{'id':'5H7M','millis':7,'size':9,"
                    + "'etag':'de-2','checksum':{'algorithm':'CRC32C','value':'X=','composite':true},"
                    + "'segments':[{'part':1,'body':5,'size':4,'checksum':'c1'},{'part':2,'body':6,'size':5}],"
                    + "'upload':'u','facts':{'headers':{'content-type':'t'},'metadata':{'m':'v'},"
                    + "'tags':{'t':'1'}}}}"))
        .isEqualTo(
            new Change.Put(
                "lab",
                "k",
                new Version(
                    "5H7M",
                    7,
                    false,
                    9,
                    "de-2",
                    new Checksum("CRC32C", "X=", true),
                    List.of(new Segment(1, 5, 4, "c1"), new Segment(2, 6, 5, "")),
                    "u",
                    new Facts(Map.of("content-type", "t"), Map.of("m", "v"), Map.of("t", "1")))));
  }

  @Test
  void passesOverWhatALaterBuildAdds() {
    assertThat(
            read(
                "{'new':{'c':'x','bucket':[1,{'key':2}]},'c':'put','version':{'of':[['id']],'id':'1',"
                    + "'checksum':{'more':{},'algorithm':'SHA1','value':'v','composite':false},"
                    + "'segments':[{'in':'x','body':3}],'facts':{'acl':{'tags':1}}},'key':'k','bucket':'b'}"))
        .isEqualTo(
            new Change.Put(
                "b",
                "k",
                new Version(
                    "1",
                    0,
                    false,
                    0,
                    "",
                    new Checksum("SHA1", "v", false),
                    List.of(new Segment(0, 3, 0, "")),
                    "",
                    Facts.NONE)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{'c':'unheard-of','bucket':'b'}",
        "{'bucket':'b'}",
        "{'c':'put','bucket':'b','key':",
        "{'c':'put','bucket':'b','key':'k','version':{'size':'many'}}"
      })
  void refusesWhatIsNoChange(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this build cannot read");
  }

  @Test
  void keepsOnceWhatMostObjectsSay() {
    String line =
        "{'c':'put','bucket':'b','key':'k','version':{'id':'1','facts':{'headers':{'a':'b'}}}}";
    Function<Change, Facts> facts = change -> ((Change.Put) change).version().facts();
    assertThat(facts.apply(read(line))).isSameAs(facts.apply(read(line)));
  }

  private Change read(String text) {
    return reader.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private Version version() {
    return new Version(
        text(),
        number(),
        random.nextBoolean(),
        number(),
        text(),
        random.nextBoolean() ? null : new Checksum(text(), text(), random.nextBoolean()),
        IntStream.range(0, random.nextInt(4))
            .mapToObj(i -> new Segment(i, number(), number(), text()))
            .toList(),
        text(),
        facts());
  }

  private Upload upload() {
    return new Upload(
        text(), text(), number(), text(), random.nextBoolean(), random.nextBoolean(), facts());
  }

  private Upload.Part part() {
    return new Upload.Part(random.nextInt(10_000), number(), number(), text(), text(), number());
  }

  private Facts facts() {
    return new Facts(texts(), texts(), texts());
  }

  private Map<String, String> texts() {
    Map<String, String> texts = new HashMap<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      texts.put(text(), text());
    }
    return texts;
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private long number() {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }
}
