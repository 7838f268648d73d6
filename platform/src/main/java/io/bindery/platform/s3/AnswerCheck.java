package io.bindery.platform.s3;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListBucketsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/**
 * Holds each answer of S3 against its request, below the SDK's retries: what is wrong fails with a
 * {@link BrokenAnswerException}, is asked for again, and never becomes an empty result.
 */
public final class AnswerCheck implements ExecutionInterceptor {
  private static final int OK = 200;

  private static final Map<Class<? extends SdkRequest>, Set<String>> ROOTS =
      Map.ofEntries(
          Map.entry(ListObjectVersionsRequest.class, Set.of("ListVersionsResult")),
          Map.entry(ListObjectsV2Request.class, Set.of("ListBucketResult")),
          Map.entry(ListObjectsRequest.class, Set.of("ListBucketResult")),
          Map.entry(ListPartsRequest.class, Set.of("ListPartsResult")),
          Map.entry(ListMultipartUploadsRequest.class, Set.of("ListMultipartUploadsResult")),
          Map.entry(ListBucketsRequest.class, Set.of("ListAllMyBucketsResult")),
          Map.entry(CopyObjectRequest.class, Set.of("CopyObjectResult")),
          Map.entry(UploadPartCopyRequest.class, Set.of("CopyPartResult")),
          Map.entry(CreateMultipartUploadRequest.class, Set.of("InitiateMultipartUploadResult")),
          Map.entry(CompleteMultipartUploadRequest.class, Set.of("CompleteMultipartUploadResult")),
          Map.entry(DeleteObjectsRequest.class, Set.of("DeleteResult", "DeleteObjectsResult")),
          Map.entry(GetBucketVersioningRequest.class, Set.of("VersioningConfiguration")),
          // S3 says the one, its documentation the other.
          Map.entry(
              GetObjectAttributesRequest.class,
              Set.of("GetObjectAttributesResponse", "GetObjectAttributesOutput")));

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    var expected = ROOTS.get(context.request().getClass());
    var body = context.responsePublisher();
    if (context.request() instanceof GetObjectRequest get
        && context.httpResponse().isSuccessful()) {
      return body.map(bytes -> content(bytes, get, context.httpResponse()));
    }
    return expected == null || context.httpResponse().statusCode() != OK
        ? body
        : body.map(bytes -> RootElement.checked(bytes, operation(context.request()), expected));
  }

  /**
   * The content of an object fails where it is read: what is thrown to the HTTP client, while it
   * hands the headers over, may come out as a failure of the client's.
   */
  private static Publisher<ByteBuffer> content(
      Publisher<ByteBuffer> body, GetObjectRequest request, SdkHttpResponse http) {
    try {
      AskedAndAnswered.check(request, AskedAndAnswered.read(http), http);
      return body;
    } catch (SdkException e) {
      return subscriber -> body.subscribe(new FailedBody(subscriber, e));
    }
  }

  private static String operation(SdkRequest request) {
    return request.getClass().getSimpleName().replaceFirst("Request$", "");
  }

  @Override
  public void afterUnmarshalling(
      Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
    if (context.httpResponse().isSuccessful() && !(context.request() instanceof GetObjectRequest)) {
      AskedAndAnswered.check(context.request(), context.response(), context.httpResponse());
    }
  }
}
