package io.bindery.exchange.manifest;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bindery.quilt.manifest.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicationReaderTest {
  private static final String ID = "a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6";
  private static final String GOOD =
      """
      {
        "product_id": "prod-x",
        "dataset_id": "%s",
        "asset_list": [
          {"Bucket": "lab", "Key": "a.txt"},
          {"Key": "folder/", "Bucket": "lab"}
        ]
      }
      """
          .formatted(ID);

  @TempDir private Path directory;

  /** What came of a text: one of the two. */
  private record Came(Optional<Head> head, List<AssetLine> lines, List<String> problems) {}

  private Came read(byte[] bytes, long maxBytes, int told) throws IOException {
    try (var lines = new AssetLines(Spool.open(directory))) {
      try {
        var head =
            PublicationReader.read(
                new ByteArrayInputStream(bytes),
                maxBytes,
                new AssetNames(Set.of("lab")),
                new Problems(told),
                lines);
        var read = new ArrayList<AssetLine>();
        lines.read(read::add);
        return new Came(Optional.of(head), read, List.of());
      } catch (InvalidPublicationException e) {
        assertThat(e.getMessage()).doesNotContain("Exception", "jackson", "java.");
        return new Came(
            Optional.empty(), List.of(), e.problems().stream().map(Problem::toString).toList());
      }
    }
  }

  private Came read(String text) throws IOException {
    return read(text.getBytes(UTF_8), 10 << 20, 100);
  }

  @Test
  void readsTheFieldsInAnyOrder() throws IOException {
    var text =
        """
        {"asset_list": [{"Bucket": "lab", "Key": "a/ö.txt"}],
         "tags": {"team": "x"}, "mode": "s3-data-access", "comment": "the\\nfirst",
         "dataset_id": "%s"}
        """
            .formatted(ID);
    var came = read("\uFEFF" + text);
    var head = came.head().orElseThrow();
    assertThat(head.datasetId()).isEqualTo(ID);
    assertThat(head.productId()).isEmpty();
    assertThat(head.tags()).isEqualTo(Map.of("team", "x"));
    assertThat(head.comment()).contains("the\nfirst");
    assertThat(head.mode()).contains(Mode.S3_DATA_ACCESS);
    assertThat(came.lines())
        .singleElement()
        .satisfies(line -> assertThat(line.object().key()).isEqualTo("a/ö.txt"));
  }

  @Test
  void readsTheFirstForm() throws IOException {
    var came =
        read(
            "{\"Manifest\": {\"ProductId\": \"p\", \"Assets\": [{\"Bucket\": \"lab\", \"Key\": \"k/\"}], \"DatasetId\": \"%s\"}}"
                .formatted(ID));
    assertThat(came.head().orElseThrow().productId()).contains("p");
    assertThat(came.lines()).singleElement().matches(AssetLine::isFolder);
  }

  @Test
  void readsThePackage() throws IOException {
    var uri = "quilt+s3://lab#package=a/b@" + "0f".repeat(32);
    var came = read("{\"package\": \"%s\", \"dataset_id\": \"%s\"}".formatted(uri, ID));
    assertThat(came.head().orElseThrow().source().orElseThrow().toString()).isEqualTo(uri);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"prod-x\" | 7 | line 2, column 3, product_id: it is 7, and must be a text in double quotes.",
        "\"prod-x\" | \"../x\" | product_id: '../x' is not allowed: it must be the id of a product",
        "\"dataset_id\" | \"data_set\" | line 3, column 3, data_set: there is no such field; there are product_id",
        "\"dataset_id\" | \"product_id\" | line 3, column 3, product_id: the field is there twice",
        "\"dataset_id\" | \"comment\" | dataset_id: the field is missing",
        "a1b2c3d4 | ... | dataset_id: '...e5f6a7b8c9d0a1b2c3d4e5f6' is not allowed",
        "\"a.txt\" | \"a/../b\" | line 5, column 23, asset_list[0].Key: key 'a/../b' is no path",
        "\"a.txt\" | \"./b\" | is no path",
        "\"a.txt\" | \"\" | asset_list[0].Key: the key is empty",
        "\"a.txt\" | \"a\\u0007\" | asset_list[0].Key: key 'a\\u0007' has a control character",
        "\"a.txt\" | \"a\\ud800\" | has a control character, or half of a character",
        "\"a.txt\" | null | asset_list[0].Key: it is null, and must be a text",
        "\"a.txt\" | NaN | it is not valid JSON: Non-standard token 'NaN'",
        "\"a.txt\" | [[1]] | asset_list[0].Key: it is a list, and must be",
        "{\"Bucket\": \"lab\", \"Key\": \"a.txt\"} | \"lab/a.txt\" | asset_list[0]: it is a text, and must be an object",
        "\"Key\": \"a.txt\" | \"Key\": \"a\", \"Key\": \"b\" | asset_list[0].Key: the field is there twice",
        "\"Key\": \"a.txt\" | \"key\": \"a\" | asset_list[0].Key: the field is missing",
        "\"Bucket\": \"lab\", \"Key\": \"a.txt\" | \"Bucket\": \"prod\", \"Key\": \"a\" | bucket 'prod' may not be published from",
        "\"product_id\": | \"package\": | package: ",
        "\"product_id\": | \"Manifest\": | Manifest: it is a text, and must be an object",
        "\"product_id\": \"prod-x\" | \"mode\": \"copy\" | mode: 'copy' is not allowed: it must be import or",
        "\"product_id\": \"prod-x\" | \"tags\": {\"aws:x\": \"y\"} | tags.aws:x: the name of a tag",
        "\"product_id\": \"prod-x\" | \"tags\": {\"x\": 1} | tags.x: it is 1, and must be",
        "\"product_id\": \"prod-x\" | \"tags\": {\"AWS:x\": \"y\"} | tags.AWS:x: the name of a tag",
        "\"product_id\": \"prod-x\" | \"tags\": {\"bindery:publication\": \"y\"} | is not bindery:publication",
        "\"product_id\": \"prod-x\" | \"comment\": \"as [bindery:ab/1]\" | comment: it has the mark of a publication",
        "\"product_id\": \"prod-x\" | \"tags\": [[[[[[[[[[[[[[[[[[[[1 | are in each other more than 16 deep",
      })
  void tellsWhatIsWrongAndWhere(String part, String instead, String words) throws IOException {
    assertThat(GOOD).contains(part);
    int at = GOOD.indexOf(part);
    var came = read(GOOD.substring(0, at) + instead + GOOD.substring(at + part.length()));
    assertThat(came.problems()).anyMatch(problem -> problem.contains(words));
  }

  @Test
  void tellsManyProblemsAndCountsTheOthers() throws IOException {
    var text = new StringBuilder("{\"dataset_id\": \"x\", \"asset_list\": [");
    for (int i = 0; i < 500; i++) {
      text.append(i == 0 ? "" : ",\n").append("{\"Bucket\": \"other\", \"Key\": \"k\"}");
    }
    var bytes = new ByteArrayInputStream((text + "]}").getBytes(UTF_8));
    try (var lines = new AssetLines(Spool.open(directory))) {
      assertThatExceptionOfType(InvalidPublicationException.class)
          .isThrownBy(
              () ->
                  PublicationReader.read(
                      bytes, 1 << 20, new AssetNames(Set.of()), new Problems(3), lines))
          .withMessageEndingWith("… and 498 more")
          .satisfies(
              e -> {
                assertThat(e.count()).isEqualTo(501);
                assertThat(e.problems()).hasSize(3);
              });
    }
  }

  @Test
  void refusesOtherEncodingsAndSizes() throws IOException {
    assertThat(read(GOOD.getBytes(UTF_16), 1 << 20, 9).problems())
        .singleElement()
        .isEqualTo("manifest: it is not UTF-8, but UTF-16, UTF-32 or no text: save it as UTF-8.");
    assertThat(read(GOOD.getBytes(UTF_16LE), 1 << 20, 9).problems()).hasSize(1);
    var broken = GOOD.replace("a.txt", "a?.txt").getBytes(UTF_8);
    broken[new String(broken, UTF_8).indexOf('?')] = (byte) 0xC0;
    assertThat(read(broken, 1 << 20, 9).problems())
        .singleElement()
        .asString()
        .contains("is not valid UTF-8");
    assertThat(read(GOOD.getBytes(UTF_8), 100, 9).problems())
        .contains(
            "manifest: it has more than the 100 bytes of bindery.exchange.max-manifest-bytes.");
    assertThat(read(GOOD.replace("a.txt", "x".repeat(2000))).problems())
        .singleElement()
        .asString()
        .contains("has 2000 bytes: S3 has none with more than 1024");
    for (var place : List.of("a.txt", "Key", "prod-x")) {
      assertThat(read(GOOD.replace(place, "x".repeat(1 << 20))).problems())
          .as(place)
          .singleElement()
          .asString()
          .contains("a text has more than 65,536 characters")
          .hasSizeLessThan(1000);
    }
  }

  @Test
  void anyTextIsReadOrRefusedInWords() throws IOException {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    int texts = Integer.getInteger("bindery.manifests", 3_000);
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var good = GOOD.getBytes(UTF_8);
    var pieces =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "null",
            "1e999",
            "-",
            "NaN",
            "\"Key\"",
            "\"asset_list\"",
            "\u0000",
            "\uFEFF",
            "/*",
            "'",
            "[[[[[[[[[[[[[[[[[[");
    int refused = 0;
    for (int i = 0; i < texts; i++) {
      var text = new String(good, UTF_8);
      for (int change = random.nextInt(4); change >= 0; change--) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        text =
            switch (random.nextInt(4)) {
              case 0 -> text.substring(0, from);
              case 1 -> text.substring(0, from) + text.substring(to);
              case 2 ->
                  text.substring(0, from)
                      + pieces.get(random.nextInt(pieces.size()))
                      + text.substring(to);
              default -> text.substring(0, to) + text.substring(from);
            };
      }
      var bytes = text.getBytes(UTF_8);
      if (bytes.length > 0 && random.nextInt(4) == 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      var came = read(bytes, 1 << 20, 100);
      assertThat(came.head().isPresent() != came.problems().isEmpty())
          .as("text %d of seed %d: %s", i, seed, text)
          .isFalse();
      refused += came.problems().isEmpty() ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(texts / 2);
  }
}
