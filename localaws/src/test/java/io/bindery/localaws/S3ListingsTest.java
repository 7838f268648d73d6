package io.bindery.localaws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** ListObjects, ListObjectsV2 and ListObjectVersions as S3 answers them. */
@ExtendWith(SharedAws.class)
class S3ListingsTest {
  private final S3Client s3;
  private final RawS3 raw;
  private final String bucket = "b-" + UUID.randomUUID();

  S3ListingsTest(LocalAws aws, Clients clients) {
    s3 = clients.s3();
    raw = new RawS3(aws.endpoint());
    s3.createBucket(b -> b.bucket(bucket));
  }

  private void put(String... keys) {
    for (String key : keys) {
      s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | / | asdf,boo/ | boo/,cquux/",
        "boo/ | / | boo/bar | boo/baz/",
        "boo/ | '' | boo/bar,boo/baz/xyzzy | ''",
        "none | / | '' | ''",
        "'' | x | asdf,boo/bar | boo/baz/x,cquux"
      })
  void keysAreRolledUp(String prefix, String delimiter, String keys, String prefixes) {
    put("asdf", "boo/bar", "boo/baz/xyzzy", "cquux/thud", "cquux/bax");
    var v2 =
        s3.listObjectsV2(
            b -> b.bucket(bucket).prefix(prefix).delimiter(delimiter.isEmpty() ? null : delimiter));
    var v1 =
        s3.listObjects(
            b -> b.bucket(bucket).prefix(prefix).delimiter(delimiter.isEmpty() ? null : delimiter));
    List<String> rolled = split(prefixes);
    List<String> listed =
        split(keys).stream().filter(k -> rolled.stream().noneMatch(k::startsWith)).toList();
    assertThat(v2.contents()).extracting(S3Object::key).containsExactlyElementsOf(listed);
    assertThat(v2.commonPrefixes())
        .extracting(CommonPrefix::prefix)
        .containsExactlyElementsOf(rolled);
    assertThat(v1.contents()).extracting(S3Object::key).containsExactlyElementsOf(listed);
    assertThat(v1.commonPrefixes())
        .extracting(CommonPrefix::prefix)
        .containsExactlyElementsOf(rolled);
    assertThat(v2.keyCount()).isEqualTo(listed.size() + rolled.size());
  }

  private static List<String> split(String words) {
    return words.isEmpty() ? List.of() : List.of(words.split(",", -1));
  }

  @Test
  void pagesOfEverySizeHoldEveryKeyOnceInTheOrderOfTheirBytes() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> letters = List.of("a", "b", "/", "é", " ", "+", "\uFFFD", "🧬", "%");
    TreeSet<String> keys =
        new TreeSet<>(
            (a, b) ->
                java.util.Arrays.compareUnsigned(
                    a.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    b.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    for (int i = 0; i < 40; i++) {
      StringBuilder key = new StringBuilder();
      for (int l = 1 + random.nextInt(5); l > 0; l--) {
        key.append(letters.get(random.nextInt(letters.size())));
      }
      if (!key.toString().equals("/")) {
        keys.add(key.toString());
      }
    }
    keys.forEach(this::put);
    for (int most : new int[] {1, 2, 3, 7, 100}) {
      List<String> paged = new ArrayList<>();
      s3.listObjectsV2Paginator(b -> b.bucket(bucket).maxKeys(most))
          .contents()
          .forEach(o -> paged.add(o.key()));
      assertThat(paged).as("bindery.seed=%d", seed).containsExactlyElementsOf(keys);
      List<String> rolled = new ArrayList<>();
      s3.listObjectsV2Paginator(b -> b.bucket(bucket).maxKeys(most).delimiter("/"))
          .forEach(
              page -> {
                page.contents().forEach(o -> rolled.add(o.key()));
                page.commonPrefixes().forEach(p -> rolled.add(p.prefix()));
              });
      List<String> expected =
          keys.stream()
              .map(k -> k.contains("/") ? k.substring(0, k.indexOf('/') + 1) : k)
              .distinct()
              .toList();
      assertThat(rolled).as("bindery.seed=%d", seed).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void deletedObjectsAreNotListed() {
    put("a", "b");
    s3.putBucketVersioning(b -> b.bucket(bucket).versioningConfiguration(v -> v.status("Enabled")));
    s3.deleteObject(b -> b.bucket(bucket).key("a"));
    assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents())
        .extracting(S3Object::key)
        .containsExactly("b");
    assertThat(s3.listObjects(b -> b.bucket(bucket)).contents())
        .extracting(S3Object::key)
        .containsExactly("b");
    assertThat(s3.listObjectVersions(b -> b.bucket(bucket)).versions())
        .extracting(v -> v.key() + " " + v.versionId() + " " + v.isLatest())
        .containsExactly("a null false", "b null true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"prefix", "marker", "delimiter", "encoding-type", "max-keys"})
  void emptyParametersCountAsNone(String parameter) {
    put("x");
    assertThat(raw.get("/" + bucket + "?" + parameter + "=").body())
        .contains("<Key>x</Key>")
        .contains("<Prefix></Prefix>")
        .contains("<MaxKeys>1000</MaxKeys>")
        .doesNotContain("<Delimiter>");
    assertThat(raw.get("/" + bucket + "?list-type=2&continuation-token=").body())
        .contains("<Key>x</Key>")
        .contains("<ContinuationToken></ContinuationToken>");
  }

  @Test
  void aPageOfNothingIsTheLast() {
    put("x");
    var none = s3.listObjectsV2(b -> b.bucket(bucket).maxKeys(0));
    assertThat(none.contents()).isEmpty();
    assertThat(none.isTruncated()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-keys=blah", "max-keys=-1", "encoding-type=base64"})
  void wrongParametersAreRefused(String parameter) {
    assertThat(raw.get("/" + bucket + "?" + parameter).statusCode()).isEqualTo(400);
    assertThat(raw.get("/" + bucket + "?list-type=2&" + parameter).body())
        .contains("<Code>InvalidArgument</Code>");
  }

  @Test
  void namesCanBeEncoded() {
    put("a b/ü+\u0001");
    var page =
        s3.listObjectsV2(
            b -> b.bucket(bucket).encodingType(EncodingType.URL).delimiter("/").prefix("a b"));
    assertThat(page.commonPrefixes()).extracting(CommonPrefix::prefix).containsExactly("a b/");
    assertThat(raw.get("/" + bucket + "?encoding-type=url").body())
        .contains("<Key>a%20b/%C3%BC%2B%01</Key>");
  }

  @Test
  void anObjectIsListedAsItsHeadTells() {
    put("x");
    var head = s3.headObject(b -> b.bucket(bucket).key("x"));
    S3Object listed = s3.listObjectsV2(b -> b.bucket(bucket).fetchOwner(true)).contents().get(0);
    assertThat(listed.eTag()).isEqualTo(head.eTag());
    assertThat(listed.size()).isEqualTo(head.contentLength());
    assertThat(listed.lastModified()).isEqualTo(head.lastModified());
    assertThat(listed.owner().displayName()).isEqualTo("local");
    assertThat(listed.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
  }

  @Test
  void bucketsAreListedPageByPage() {
    List<String> names = List.of(bucket + "-1", bucket + "-2", bucket + "-3");
    names.forEach(n -> s3.createBucket(b -> b.bucket(n)));
    List<String> paged = new ArrayList<>();
    s3.listBucketsPaginator(b -> b.prefix(bucket + "-").maxBuckets(2))
        .buckets()
        .forEach(b -> paged.add(b.name()));
    assertThat(paged).isEqualTo(names);
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket("no-" + bucket)))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("NoSuchBucket");
              assertThat(e.requestId()).isNotEmpty();
            });
  }
}
