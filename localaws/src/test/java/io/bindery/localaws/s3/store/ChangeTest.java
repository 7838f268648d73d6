package io.bindery.localaws.s3.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeTest {
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

  private static Change read(String text) {
    return Change.of(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
