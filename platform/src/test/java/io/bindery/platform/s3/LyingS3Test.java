package io.bindery.platform.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.LocalAws;
import io.bindery.localaws.faulty.Answer.Delivery;
import io.bindery.localaws.faulty.Call;
import io.bindery.localaws.faulty.Fault;
import io.bindery.localaws.faulty.FaultyProxy;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** No answer that is none, or another's, becomes a result: on real HTTP, with the real clients. */
class LyingS3Test {
  private static final String BUCKET = "lab";
  private static final List<String> KEYS = List.of("run/a", "run/b", "run/c", "run/d", "run/e");

  /** As often as the SDK asks by itself. */
  private static final int TRIES = 4;

  private static LocalAws aws;
  private static FaultyProxy proxy;
  private static AwsClients clients;
  private static S3AsyncClient s3;
  private static String version;

  @BeforeAll
  static void start() {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    aws = LocalAws.startTemporary();
    proxy = new FaultyProxy(aws.endpoint());
    try (var patient = new AwsClients(new AwsSettings("us-east-1", Optional.of(aws.endpoint())))) {
      fill(patient.s3());
    }
  }

  /** Each test has a client of its own: one that failed often tries again less often. */
  @BeforeEach
  void connect() {
    clients =
        new AwsClients(
            new AwsSettings("us-east-1", Optional.of(proxy.endpoint()), Duration.ofMinutes(1)));
    s3 = clients.s3();
  }

  private static void fill(S3AsyncClient s3) {
    s3.createBucket(r -> r.bucket(BUCKET)).join();
    s3.putBucketVersioning(
            r ->
                r.bucket(BUCKET)
                    .versioningConfiguration(it -> it.status(BucketVersioningStatus.ENABLED)))
        .join();
    for (var key : KEYS) {
      version =
          s3.putObject(r -> r.bucket(BUCKET).key(key), AsyncRequestBody.fromString("of " + key))
              .join()
              .versionId();
    }
  }

  @AfterEach
  void calm() {
    clients.close();
    proxy.clear();
  }

  @AfterAll
  static void stop() {
    proxy.close();
    aws.close();
  }

  private static List<String> versions() {
    return versions(s3);
  }

  private static List<String> versions(S3AsyncClient s3) {
    var keys = new ArrayList<String>();
    var page =
        now(
            new Listings(s3)
                .versions(it -> it.bucket(BUCKET).prefix("run/").maxKeys(2))
                .toCompletableFuture());
    while (true) {
      page.versions().forEach(it -> keys.add(it.key()));
      if (page.isLast()) {
        return keys;
      }
      page = now(page.next().toCompletableFuture());
    }
  }

  private static List<String> objects() {
    var keys = new ArrayList<String>();
    var page =
        now(
            new Listings(s3)
                .objects(it -> it.bucket(BUCKET).prefix("run/").maxKeys(2))
                .toCompletableFuture());
    while (true) {
      page.objects().stream().map(S3Object::key).forEach(keys::add);
      if (page.isLast()) {
        return keys;
      }
      page = now(page.next().toCompletableFuture());
    }
  }

  private static Supplier<List<String>> listed(Supplier<List<String>> listing) {
    return listing;
  }

  private static <T> T now(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static Stream<Arguments> listings() {
    return Stream.of(
        Arguments.of("ListObjectVersions", listed(LyingS3Test::versions)),
        Arguments.of("ListObjectsV2", listed(LyingS3Test::objects)));
  }

  private static Stream<Arguments> brokenPages() {
    return listings()
        .flatMap(
            listing ->
                Stream.of(
                        Arguments.of("nothing", Fault.empty()),
                        Arguments.of("HTML", Fault.html()),
                        Arguments.of("XML of another", Fault.foreignXml()),
                        Arguments.of("half of it", Fault.truncated()),
                        Arguments.of("no IsTruncated", Fault.without("IsTruncated")),
                        Arguments.of("no key", Fault.without("Key")),
                        Arguments.of("no size", Fault.without("Size")),
                        Arguments.of("another folder", Fault.saying("Key", "other/a")),
                        Arguments.of("a size below 0", Fault.saying("Size", "-1")),
                        Arguments.of("InternalError", Fault.error(200, "InternalError")),
                        Arguments.of("SlowDown", Fault.error(200, "SlowDown")))
                    .map(
                        fault ->
                            Arguments.of(
                                listing.get()[0],
                                listing.get()[1],
                                fault.get()[0],
                                fault.get()[1])));
  }

  /** The keys of a page are encoded when they are looked at first. */
  @Test
  void aPrefixThatIsEncodedOnItsWayIsListed() {
    var folder = "run of ü+%20/";
    s3.putObject(r -> r.bucket(BUCKET).key(folder + "a b"), AsyncRequestBody.fromString("x"))
        .join();
    assertThat(
            now(new Listings(s3)
                    .versions(it -> it.bucket(BUCKET).prefix(folder))
                    .toCompletableFuture())
                .versions())
        .extracting(it -> it.key())
        .containsExactly(folder + "a b");
    assertThat(
            now(new Listings(s3)
                    .objects(it -> it.bucket(BUCKET).prefix(folder))
                    .toCompletableFuture())
                .objects())
        .extracting(S3Object::key)
        .containsExactly(folder + "a b");
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("brokenPages")
  void aBrokenPageIsAskedForAgain(
      String name, Supplier<List<String>> listing, String what, Fault fault) {
    proxy.spoil(Call.LISTING, 1, 1, fault);
    if (what.equals("half of it")) {
      // What is no XML the SDK leaves to the job, which tries again.
      assertThatThrownBy(listing::get).hasCauseInstanceOf(SdkClientException.class);
    } else {
      assertThat(listing.get()).isEqualTo(KEYS);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("listings")
  void aPageThatStaysBrokenFailsTheListing(String name, Supplier<List<String>> listing) {
    proxy.spoil(Call.LISTING, 1, Integer.MAX_VALUE, Fault.empty());
    assertThatThrownBy(listing::get).isInstanceOf(CompletionException.class);
    assertThat(proxy.calls(Call.LISTING)).hasSizeLessThanOrEqualTo(1 + TRIES);
  }

  private static Stream<Arguments> standingStill() {
    return Stream.of(
        Arguments.of("a page again", listed(LyingS3Test::versions), Fault.repeated()),
        Arguments.of("a page again", listed(LyingS3Test::objects), Fault.repeated()),
        Arguments.of(
            "the marker again",
            listed(LyingS3Test::versions),
            Fault.saying("NextKeyMarker", "run/a")),
        Arguments.of("no marker", listed(LyingS3Test::versions), Fault.without("NextKeyMarker")),
        Arguments.of(
            "an empty marker", listed(LyingS3Test::versions), Fault.saying("NextKeyMarker", "")),
        Arguments.of("the token again", listed(LyingS3Test::objects), sameToken()),
        Arguments.of(
            "no token", listed(LyingS3Test::objects), Fault.without("NextContinuationToken")),
        Arguments.of("a key twice", listed(LyingS3Test::versions), Fault.saying("Key", "run/a")),
        Arguments.of("a key twice", listed(LyingS3Test::objects), Fault.saying("Key", "run/a")));
  }

  /** Other keys on each page, and the same token. */
  private static Fault sameToken() {
    var page = new AtomicInteger();
    return real ->
        real.withBody(
            """
            <ListBucketResult><IsTruncated>true</IsTruncated>
            <NextContinuationToken>same</NextContinuationToken>
            <Contents><Key>run/%05d</Key><Size>1</Size>
            <LastModified>2026-01-01T00:00:00Z</LastModified></Contents></ListBucketResult>
            """
                .formatted(page.incrementAndGet()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("standingStill")
  void aListingThatDoesNotAdvanceFailsAtOnce(
      String what, Supplier<List<String>> listing, Fault fault) {
    proxy.spoil(Call.LISTING, fault);
    assertThatThrownBy(listing::get)
        .hasMessageContaining("the listing of s3://lab/run/ does not advance")
        .satisfies(
            failure ->
                assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                    .isInstanceOf(ListingException.class));
    assertThat(proxy.calls(Call.LISTING)).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void aPageThatBreaksOffIsAskedForAgain() {
    proxy.spoil(Call.LISTING, 1, 1, Fault.delivered(Delivery.CUT_OFF));
    assertThat(versions()).isEqualTo(KEYS);
  }

  /** Each is waited for as long as S3 may be silent: so all at once. */
  @Test
  void aPageThatDoesNotComeIsAskedForAgain() {
    var deliveries = List.of(Delivery.NEVER, Delivery.HEADERS_ONLY, Delivery.HALF);
    var threads = Executors.newFixedThreadPool(deliveries.size());
    try {
      CompletableFuture.allOf(
              deliveries.stream()
                  .map(it -> CompletableFuture.runAsync(() -> isAskedForAgain(it), threads))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void isAskedForAgain(Delivery delivery) {
    try (var silent = new FaultyProxy(aws.endpoint());
        var impatient =
            new AwsClients(
                new AwsSettings(
                    "us-east-1", Optional.of(silent.endpoint()), Duration.ofSeconds(3)))) {
      silent.spoil(Call.LISTING, 1, 1, Fault.delivered(delivery));
      assertThat(versions(impatient.s3())).as(delivery.name()).isEqualTo(KEYS);
    }
  }

  private static CompletableFuture<?> copy() {
    return s3.copyObject(
        r ->
            r.sourceBucket(BUCKET)
                .sourceKey("run/a")
                .destinationBucket(BUCKET)
                .destinationKey("copy"));
  }

  private static CompletableFuture<?> upload() {
    return s3.createMultipartUpload(r -> r.bucket(BUCKET).key("parts"))
        .thenCompose(
            created ->
                s3.uploadPartCopy(
                        r ->
                            r.sourceBucket(BUCKET)
                                .sourceKey("run/a")
                                .destinationBucket(BUCKET)
                                .destinationKey("parts")
                                .partNumber(1)
                                .uploadId(created.uploadId()))
                    .thenCompose(
                        part ->
                            s3.completeMultipartUpload(
                                r ->
                                    r.bucket(BUCKET)
                                        .key("parts")
                                        .uploadId(created.uploadId())
                                        .multipartUpload(
                                            all ->
                                                all.parts(
                                                    List.of(
                                                        CompletedPart.builder()
                                                            .partNumber(1)
                                                            .eTag(part.copyPartResult().eTag())
                                                            .build()))))));
  }

  private static Stream<Arguments> writes() {
    Supplier<CompletableFuture<?>> copy = LyingS3Test::copy;
    Supplier<CompletableFuture<?>> upload = LyingS3Test::upload;
    return Stream.of(Fault.error(200, "InternalError"), Fault.empty(), Fault.html())
        .flatMap(
            fault ->
                Stream.of(
                    Arguments.of(Call.COPY, copy, fault),
                    Arguments.of(Call.PART_COPY, upload, fault),
                    Arguments.of(Call.COMPLETE, upload, fault)));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aWriteThatFailsWith200IsMadeAgain(
      Predicate<Call> call, Supplier<CompletableFuture<?>> write, Fault fault) {
    proxy.refuse(call, 1, fault);
    assertThat(now(write.get())).isNotNull();
    assertThat(proxy.calls(call)).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("writes")
  void aWriteThatFailsWith200AllTheTimeFails(
      Predicate<Call> call, Supplier<CompletableFuture<?>> write, Fault fault) {
    proxy.refuse(call, Integer.MAX_VALUE, fault);
    assertThatThrownBy(() -> now(write.get())).isInstanceOf(CompletionException.class);
    assertThat(proxy.calls(call)).hasSizeLessThanOrEqualTo(TRIES);
  }

  @Test
  void theCodeInA200Decides() {
    proxy.refuse(Call.COPY, Integer.MAX_VALUE, Fault.error(200, "NoSuchKey"));
    assertThatThrownBy(() -> now(copy())).hasCauseInstanceOf(NoSuchKeyException.class);
    assertThat(proxy.calls(Call.COPY)).hasSize(1);
    proxy.clear();
    proxy.refuse(Call.COPY, Integer.MAX_VALUE, Fault.error(200, "AccessDenied"));
    assertThatThrownBy(() -> now(copy()))
        .hasCauseInstanceOf(S3Exception.class)
        .hasMessageContaining("As ordered");
    assertThat(proxy.calls(Call.COPY)).hasSize(1);
  }

  private static String read(String range) {
    return now(s3.getObject(
            r -> r.bucket(BUCKET).key("run/e").versionId(version).ifMatch(etag()).range(range),
            AsyncResponseTransformer.toBytes()))
        .asUtf8String();
  }

  private static String etag() {
    return now(s3.headObject(r -> r.bucket(BUCKET).key("run/e"))).eTag();
  }

  private static Stream<Arguments> lies() {
    return Stream.of(
        Arguments.of("x-amz-version-id", "another"),
        Arguments.of("Content-Range", "bytes 0-3/8"),
        Arguments.of("Content-Range", "bytes 1-3/3"),
        Arguments.of("Content-Range", "bytes 1-9/10"),
        Arguments.of("Content-Range", null),
        Arguments.of("Content-Range", "nonsense"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aBodyOfAnotherVersionOrPlaceIsAskedForAgain(String header, String value) {
    proxy.spoil(Call.READ, 0, 1, Fault.header(header, value));
    assertThat(read("bytes=1-3")).isEqualTo("f r");
    proxy.clear();
    proxy.spoil(Call.READ, Fault.header(header, value));
    assertThatThrownBy(() -> read("bytes=1-3"))
        .hasCauseInstanceOf(BrokenAnswerException.class)
        .hasMessageContaining("S3 answered GET s3://lab/run/e");
    assertThat(proxy.calls(Call.READ)).hasSize(TRIES);
  }

  @Test
  void contentThatIsNotTheConditionsFailsAsTheConditionWould() {
    var etag = etag();
    proxy.spoil(Call.READ, Fault.header("ETag", "\"other\""));
    assertThatThrownBy(() -> read("bytes=1-3"))
        .hasCauseInstanceOf(S3Exception.class)
        .satisfies(
            failure -> assertThat(((S3Exception) failure.getCause()).statusCode()).isEqualTo(412));
    proxy.spoil(Call.HEAD, Fault.header("ETag", "\"other\""));
    assertThatThrownBy(() -> now(s3.headObject(r -> r.bucket(BUCKET).key("run/e").ifMatch(etag))))
        .hasCauseInstanceOf(S3Exception.class);
  }

  @Test
  void aHeadOfAnotherVersionIsNone() {
    proxy.spoil(Call.HEAD, Fault.header("x-amz-version-id", "another"));
    assertThatThrownBy(
            () -> now(s3.headObject(r -> r.bucket(BUCKET).key("run/e").versionId(version))))
        .hasCauseInstanceOf(BrokenAnswerException.class);
  }
}
