package io.bindery.packager.browse;

import io.bindery.platform.aws.AwsClients;
import io.bindery.quilt.s3.S3Uri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.presigner.model.GetObjectPresignRequest;

/** Makes addresses of S3 that are good for a while, for whoever has them. */
public final class PresignedUrls {
  private final AwsClients aws;
  private final Duration goodFor;

  PresignedUrls(AwsClients aws, Duration goodFor) {
    this.aws = aws;
    this.goodFor = goodFor;
  }

  /**
   * An address.
   *
   * @param expiresAt until when S3 takes it; earlier if the credentials of the service end earlier
   */
  public record Url(String url, Instant expiresAt) {}

  /** The address of an object, in the version that is named; a browser saves what it gets. */
  Url of(S3Uri uri, String name) {
    var request = GetObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
    uri.versionId().ifPresent(request::versionId);
    request.responseContentDisposition(attachment(name));
    request.responseContentType("application/octet-stream");
    var signed =
        aws.presigner()
            .presignGetObject(
                GetObjectPresignRequest.builder()
                    .signatureDuration(goodFor)
                    .getObjectRequest(request.build())
                    .build());
    return new Url(signed.url().toString(), signed.expiration());
  }

  /** The header that lets a browser save a file under its name, in the form of RFC 6266. */
  public static String attachment(String name) {
    return "attachment; filename*=UTF-8''"
        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
