package io.bindery.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a database has noted must stay true: a migration that was released is for ever. */
class ReleasedMigrationsTest {
  private static final Pattern NAME = Pattern.compile("V([0-9]{3,4})__[a-z0-9_]+\\.sql");

  /** From which number on, by room; those with three digits were made before there were ranges. */
  private static final Map<String, Range> RANGES =
      Map.of(
          "platform", new Range(100, 999),
          "router", new Range(1000, 1999),
          "packager", new Range(2000, 2999),
          "exchange", new Range(3000, 3999));

  private record Range(int from, int to) {
    boolean has(int number) {
      return number >= from && number <= to;
    }
  }

  private static Path scripts() {
    return Path.of(System.getProperty("bindery.root"), "platform/src/main/resources/db/migration");
  }

  private static Map<String, String> released() throws IOException {
    try (var in = ReleasedMigrationsTest.class.getResourceAsStream("/released-migrations.txt")) {
      var released = new TreeMap<String, String>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .forEach(parts -> released.put(parts[0], parts[1]));
      return released;
    }
  }

  private static Map<String, String> present() throws Exception {
    var present = new TreeMap<String, String>();
    try (var files = Files.list(scripts())) {
      for (var file : files.toList()) {
        var digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        present.put(file.getFileName().toString(), HexFormat.of().formatHex(digest));
      }
    }
    return present;
  }

  private static int number(String name) {
    var matcher = NAME.matcher(name);
    assertThat(matcher.matches()).as("%s must be named V<number>__<words>.sql", name).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void whatWasReleasedStaysAsItIs() throws Exception {
    assertThat(released()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(present())
        .as("a released migration was renamed, removed or changed: write a new one instead")
        .containsAllEntriesOf(released());
  }

  @Test
  void aNewOneIsInTheRangeOfItsRoomAndAboveTheReleasedOnes() throws Exception {
    var released = released();
    var present = present();
    assertThat(present.keySet().stream().map(ReleasedMigrationsTest::number))
        .as("two migrations of one number")
        .doesNotHaveDuplicates();
    present.keySet().stream()
        .filter(name -> !released.containsKey(name))
        .forEach(
            name -> {
              int number = number(name);
              var range = RANGES.values().stream().filter(it -> it.has(number)).findFirst();
              assertThat(range).as("%s is in none of %s", name, RANGES).isPresent();
              assertThat(
                      released.keySet().stream()
                          .map(ReleasedMigrationsTest::number)
                          .filter(range.get()::has)
                          .filter(other -> other >= number))
                  .as("%s is not above the released ones of its room", name)
                  .isEmpty();
            });
  }
}
