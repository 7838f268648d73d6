package io.bindery.platform.s3;

import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Whether an answer is one to its request: the version, the content, and the bytes of it. */
final class AskedAndAnswered {
  private static final int PARTIAL = 206;
  private static final int PRECONDITION_FAILED = 412;

  private static final Pattern ASKED_RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{1,18})?");
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\\*)");

  private AskedAndAnswered() {}

  /**
   * Checks an answer that says that all is well.
   *
   * @throws BrokenAnswerException if it is not to this request
   * @throws S3Exception 412, if the content is not that which was the condition
   */
  static void check(SdkRequest request, SdkResponse response, SdkHttpResponse http) {
    if (request instanceof ListObjectVersionsRequest asked
        && response instanceof ListObjectVersionsResponse page) {
      Entries.checkSent(asked, page);
    } else if (request instanceof ListObjectsV2Request asked
        && response instanceof ListObjectsV2Response page) {
      Entries.checkSent(asked, page);
    } else if (request instanceof GetObjectRequest asked
        && response instanceof GetObjectResponse got) {
      var what = what("GET", asked.bucket(), asked.key());
      version(what, asked.versionId(), got.versionId());
      condition(what, asked.ifMatch(), got.eTag(), http);
      range(what, asked.range(), got, http.statusCode());
    } else if (request instanceof HeadObjectRequest asked
        && response instanceof HeadObjectResponse head) {
      var what = what("HEAD", asked.bucket(), asked.key());
      version(what, asked.versionId(), head.versionId());
      condition(what, asked.ifMatch(), head.eTag(), http);
      if (head.contentLength() == null || head.contentLength() < 0) {
        throw new BrokenAnswerException("S3 answered %s without a Content-Length".formatted(what));
      }
    } else if (request instanceof GetObjectAttributesRequest asked
        && response instanceof GetObjectAttributesResponse got) {
      version(
          what("GetObjectAttributes", asked.bucket(), asked.key()),
          asked.versionId(),
          got.versionId());
    } else if (request instanceof CopyObjectRequest asked
        && response instanceof CopyObjectResponse copy) {
      var what = what("CopyObject", asked.sourceBucket(), asked.sourceKey());
      present(what, "result", copy.copyObjectResult());
      present(what, "ETag", copy.copyObjectResult().eTag());
      version(what, asked.sourceVersionId(), copy.copySourceVersionId());
    } else if (request instanceof UploadPartCopyRequest asked
        && response instanceof UploadPartCopyResponse copy) {
      var what = what("UploadPartCopy", asked.sourceBucket(), asked.sourceKey());
      present(what, "result", copy.copyPartResult());
      present(what, "ETag", copy.copyPartResult().eTag());
      version(what, asked.sourceVersionId(), copy.copySourceVersionId());
    } else if (response instanceof CreateMultipartUploadResponse created) {
      present("CreateMultipartUpload", "UploadId", created.uploadId());
    } else if (response instanceof CompleteMultipartUploadResponse completed) {
      present("CompleteMultipartUpload", "ETag", completed.eTag());
    } else if (response instanceof UploadPartResponse part) {
      present("UploadPart", "ETag", part.eTag());
    } else if (response instanceof PutObjectResponse put) {
      present("PutObject", "ETag", put.eTag());
    }
  }

  /** What the headers say of content that is about to be read. */
  static GetObjectResponse read(SdkHttpResponse http) {
    var answer =
        GetObjectResponse.builder()
            .versionId(http.firstMatchingHeader("x-amz-version-id").orElse(null))
            .eTag(http.firstMatchingHeader("ETag").orElse(null))
            .contentRange(http.firstMatchingHeader("Content-Range").orElse(null));
    http.firstMatchingHeader("Content-Length")
        .filter(length -> length.matches("[0-9]{1,18}"))
        .ifPresent(length -> answer.contentLength(Long.valueOf(length)));
    return answer.build();
  }

  private static String what(String operation, String bucket, String key) {
    return "%s s3://%s/%s".formatted(operation, bucket, key);
  }

  private static void present(String what, String name, Object value) {
    if (value == null) {
      throw new BrokenAnswerException("S3 answered %s without a %s".formatted(what, name));
    }
  }

  /** A server without versions says none. */
  private static void version(String what, String asked, String answered) {
    if (asked != null && answered != null && !asked.equals(answered)) {
      throw new BrokenAnswerException(
          "S3 answered %s in version %s with version %s".formatted(what, asked, answered));
    }
  }

  /** A server that passes over If-Match answers with what is there. */
  private static void condition(String what, String asked, String answered, SdkHttpResponse http) {
    if (asked != null && answered != null && !bare(asked).equals(bare(answered))) {
      throw S3Exception.builder()
          .statusCode(PRECONDITION_FAILED)
          .awsErrorDetails(
              AwsErrorDetails.builder()
                  .sdkHttpResponse(http)
                  .serviceName("S3")
                  .errorCode("PreconditionFailed")
                  .errorMessage(
                      "%s with the ETag %s gave what has the ETag %s"
                          .formatted(what, asked, answered))
                  .build())
          .build();
    }
  }

  private static String bare(String etag) {
    return etag.replace("\"", "");
  }

  /** The bytes that were asked for, or all of them if they were asked for from the first on. */
  private static void range(String what, String asked, GetObjectResponse got, int status) {
    if (asked == null) {
      if (status == PARTIAL) {
        throw new BrokenAnswerException("S3 answered %s with a part of it".formatted(what));
      }
      return;
    }
    var wanted = ASKED_RANGE.matcher(asked);
    if (!wanted.matches()) {
      return;
    }
    long from = Long.parseLong(wanted.group(1));
    var said = Optional.ofNullable(got.contentRange());
    if (status != PARTIAL && said.isEmpty()) {
      if (from > 0) {
        throw new BrokenAnswerException(
            "S3 answered %s, %s, with the whole object".formatted(what, asked));
      }
      return;
    }
    var given = CONTENT_RANGE.matcher(said.orElse(""));
    if (!given.matches()) {
      throw new BrokenAnswerException(
          "S3 answered %s, %s, with the Content-Range '%s'"
              .formatted(what, asked, said.orElse("")));
    }
    long first = Long.parseLong(given.group(1));
    long last = Long.parseLong(given.group(2));
    long total = given.group(3).equals("*") ? Long.MAX_VALUE : Long.parseLong(given.group(3));
    long to = wanted.group(2) == null ? Long.MAX_VALUE : Long.parseLong(wanted.group(2));
    boolean length = got.contentLength() == null || got.contentLength() == last - first + 1;
    if (first != from
        || (last != Math.min(to, total - 1) && total != Long.MAX_VALUE)
        || last > to
        || !length) {
      throw new BrokenAnswerException(
          "S3 answered %s, %s, with %s bytes, %s"
              .formatted(what, asked, got.contentLength(), said.orElse("")));
    }
  }
}
