package io.bindery.platform.s3;

import java.util.List;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One page of the objects of a bucket, in order with the pages before it. */
public final class ObjectsPage extends ListedPage<ObjectsPage> {
  private final S3AsyncClient s3;
  private final ListObjectsV2Request request;
  private final ListObjectsV2Response answer;

  private ObjectsPage(
      S3AsyncClient s3, ListObjectsV2Request request, ListObjectsV2Response answer, Before before) {
    super(
        request.bucket(),
        request.prefix(),
        answer.isTruncated(),
        before,
        before.reached().through(answer.contents(), S3Object::key),
        before.reached().through(answer.commonPrefixes(), CommonPrefix::prefix));
    this.s3 = s3;
    this.request = request;
    this.answer = answer;
    if (!isLast()) {
      // What the token means is S3's; only that it is another can be told.
      Before.first(request.bucket(), request.prefix(), null, null)
          .reached()
          .mustReach(answer.nextContinuationToken(), null, request.continuationToken(), null);
    }
  }

  static CompletionStage<ObjectsPage> first(S3AsyncClient s3, ListObjectsV2Request asked) {
    var request = asked.toBuilder().encodingType(EncodingType.URL).build();
    return page(
        s3, request, Before.first(request.bucket(), request.prefix(), request.startAfter(), null));
  }

  private static CompletionStage<ObjectsPage> page(
      S3AsyncClient s3, ListObjectsV2Request request, Before before) {
    return s3.listObjectsV2(request)
        .thenApply(
            answer -> {
              Entries.check(request, answer);
              return new ObjectsPage(s3, request, answer, before);
            });
  }

  public List<S3Object> objects() {
    return answer.contents();
  }

  /** Subfolders, if the request has a delimiter. */
  public List<CommonPrefix> commonPrefixes() {
    return answer.commonPrefixes();
  }

  @Override
  CompletionStage<ObjectsPage> next(Before behind) {
    var next = request.toBuilder().continuationToken(answer.nextContinuationToken()).build();
    return page(s3, next, behind);
  }
}
