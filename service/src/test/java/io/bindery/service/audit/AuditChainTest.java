package io.bindery.service.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.service.access.Secrets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever was done to an exported trail, it is found. */
class AuditChainTest {
  private static final int RECORDS = 40;

  private final long seed = Long.getLong("bindery.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void anUntouchedTrailIsGood() {
    var lines = trail();
    var last = AuditLine.parse(lines.get(RECORDS - 1)).orElseThrow().anchor();
    var chain = look(lines, AuditAnchor.BEGIN, Optional.of(last));
    assertThat(chain.problems()).isEmpty();
    assertThat(chain.records()).isEqualTo(RECORDS);
    assertThat(chain.last()).contains(last);
    var tenth = AuditLine.parse(lines.get(9)).orElseThrow().anchor();
    assertThat(look(lines.subList(10, RECORDS), tenth, Optional.empty()).isGood()).isTrue();
  }

  @Test
  void eachChangedCharacterIsFound() {
    var lines = trail();
    int place = random.nextInt(RECORDS);
    var line = lines.get(place);
    for (int i = 0; i < line.length(); i++) {
      var changed = new StringBuilder(line);
      changed.setCharAt(i, line.charAt(i) == '1' ? '2' : '1');
      var copy = new ArrayList<>(lines);
      copy.set(place, changed.toString());
      assertThat(look(copy, AuditAnchor.BEGIN, Optional.empty()).isGood())
          .as("seed %d, line %d, character %d", seed, place, i)
          .isFalse();
    }
  }

  @Test
  void removedAddedAndMovedRecordsAreFound() {
    for (int run = 0; run < 500; run++) {
      var lines = trail();
      int one = random.nextInt(RECORDS - 1);
      switch (random.nextInt(5)) {
        case 0 -> lines.remove(one);
        case 1 -> lines.subList(one, Math.min(RECORDS - 1, one + 3)).clear();
        case 2 -> lines.add(one, lines.get(random.nextInt(RECORDS)));
        case 3 -> Collections.swap(lines, one, one + 1);
        default -> lines.set(one, forged(lines.get(one)));
      }
      assertThat(look(lines, AuditAnchor.BEGIN, Optional.empty()).isGood())
          .as("seed %d, run %d", seed, run)
          .isFalse();
    }
  }

  @Test
  void aTrailThatWasCutOffOrWrittenAnewIsFoundByItsHead() {
    var lines = trail();
    var head = Optional.of(AuditLine.parse(lines.get(RECORDS - 1)).orElseThrow().anchor());
    var cut = lines.subList(0, RECORDS - 1);
    assertThat(look(cut, AuditAnchor.BEGIN, Optional.empty()).isGood()).isTrue();
    assertThat(look(cut, AuditAnchor.BEGIN, head).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.what()).contains("those behind it were removed"));
    assertThat(look(trail(), AuditAnchor.BEGIN, head).isGood()).isFalse();
    assertThat(look(List.of(), AuditAnchor.BEGIN, head).isGood()).isFalse();
  }

  @Test
  void whatIsAskedIsBoundedAndWithoutSecrets() {
    var body =
        "{\"bucket\":\"lab\",\"auth\":{\"API_key\":\"k1\",\"Password\":\"p1\"},\"list\":[{\"token\":\"t1\"}]}\n{\"secret\":2}";
    assertThat(asked(body))
        .contains("lab", "(not shown)", "body_sha256")
        .doesNotContain("k1", "p1", "t1");
    assertThat(asked("secret=abc")).doesNotContain("abc").contains("\"body_bytes\":10");
    assertThat(asked("{\"a\":\"" + "x".repeat(1 << 20) + "\"}")).hasSizeLessThan(8_000);
    assertThat(asked("[".repeat(100_000))).contains("body_sha256");
    assertThat(asked("{\"a\":\"\\u0000\\ud800\\u202e\"}"))
        .doesNotContain("\u202e", "\\ud800")
        .doesNotContainPattern("(?<!\\\\)\\\\u0000");
  }

  private static String asked(String body) {
    return AuditEntry.order(
            new AuditEntry.Who("r", "ann", Optional.empty(), "admin", "token", "10.0.0.1"),
            new AuditEntry.What("POST", "/p", "/p"),
            new Asked(Map.of("token", "t1"), body.getBytes(StandardCharsets.UTF_8)))
        .json();
  }

  private static AuditChain look(
      List<String> lines, AuditAnchor begin, Optional<AuditAnchor> anchor) {
    var chain = new AuditChain(begin, anchor);
    for (int i = 0; i < lines.size(); i++) {
      var line = AuditLine.parse(lines.get(i));
      if (line.isPresent()) {
        chain.add(line.get());
      } else {
        chain.addForeign(i + 1);
      }
    }
    chain.end();
    return chain;
  }

  /** Says something else, with a hash that is right for it. */
  private static String forged(String line) {
    var record = AuditLine.parse(line).orElseThrow().record().replace("ann", "eve");
    return line(record).text();
  }

  private static AuditLine line(String record) {
    return AuditLine.of(record, Secrets.sha256(record.getBytes(StandardCharsets.UTF_8)))
        .orElseThrow();
  }

  private List<String> trail() {
    var lines = new ArrayList<String>();
    var prev = AuditLine.NOTHING;
    for (int seq = 1; seq <= RECORDS; seq++) {
      var record =
          "{\"seq\":%d,\"at\":\"2026-11-30T08:00:00.000000Z\",\"prev\":\"%s\",\"actor\":\"ann\",\"n\":%d}"
              .formatted(seq, prev, random.nextInt());
      prev = HexFormat.of().formatHex(Secrets.sha256(record.getBytes(StandardCharsets.UTF_8)));
      lines.add(line(record).text());
    }
    return lines;
  }
}
