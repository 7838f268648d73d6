package io.bindery.exchange.world;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Counts the requests that go to a real S3; one kind of them may be forbidden. */
public final class CountedS3 extends DelegatingS3AsyncClient {
  private final Optional<Class<? extends S3Request>> forbidden;
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  public CountedS3(S3AsyncClient s3) {
    super(s3);
    this.forbidden = Optional.empty();
  }

  public CountedS3(S3AsyncClient s3, Class<? extends S3Request> forbidden) {
    super(s3);
    this.forbidden = Optional.of(forbidden);
  }

  @Override
  protected <T extends S3Request, R> CompletableFuture<R> invokeOperation(
      T request, Function<T, CompletableFuture<R>> operation) {
    counts.merge(request.getClass().getSimpleName(), 1, Integer::sum);
    return forbidden.filter(it -> it.isInstance(request)).isPresent()
        ? CompletableFuture.failedFuture(denied())
        : operation.apply(request);
  }

  private static S3Exception denied() {
    return (S3Exception)
        S3Exception.builder()
            .statusCode(403)
            .awsErrorDetails(
                AwsErrorDetails.builder()
                    .errorCode("AccessDenied")
                    .errorMessage("Access Denied")
                    .build())
            .build();
  }

  /** How often a request was sent. */
  public int count(Class<? extends S3Request> request) {
    return counts.getOrDefault(request.getSimpleName(), 0);
  }
}
