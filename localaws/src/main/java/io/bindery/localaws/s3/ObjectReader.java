package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.Upstream;
import io.bindery.localaws.http.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.w3c.dom.Element;

/** What the gateway itself asks S3Mock about objects. */
final class ObjectReader {
  /** Etag without quotes; version "" in a bucket without versions. */
  record Facts(long size, String etag, String versionId) {
    static Facts of(Upstream.Answer answer, String size) {
      return new Facts(
          size.isEmpty() ? 0 : Long.parseLong(size),
          answer.header("ETag").replace("\"", ""),
          answer.header("x-amz-version-id"));
    }
  }

  private static final byte[] NOTHING = new byte[0];

  private final Upstream upstream;

  ObjectReader(Upstream upstream) {
    this.upstream = upstream;
  }

  /** The facts of an object that was just written. */
  Facts head(String bucket, String key) {
    Upstream.Answer answer = headAnswer(bucket, key, "");
    if (!answer.ok()) {
      throw new AwsError(
          500, "InternalError", "The object '" + key + "' was written but cannot be read.");
    }
    return Facts.of(answer, answer.header("Content-Length"));
  }

  /** A delete marker, asked for by its version, exists too. */
  boolean exists(String bucket, String key, String versionId) {
    Upstream.Answer answer = headAnswer(bucket, key, versionId);
    boolean marker = answer.header("x-amz-delete-marker").equals("true") || answer.status() == 405;
    return answer.ok() || (marker && !versionId.isEmpty());
  }

  /** The version id of the delete marker that hides the key, if one does. */
  Optional<String> latestDeleteMarker(String bucket, String key) {
    Upstream.Answer answer =
        upstream.send(
            "GET",
            "/" + encode(bucket) + "?versions&prefix=" + encode(key),
            HttpFields.EMPTY,
            NOTHING);
    if (!answer.ok()) {
      return Optional.empty();
    }
    for (Element marker : Xml.children(Xml.parse(answer.body()), "DeleteMarker")) {
      if (Xml.text(marker, "Key").equals(key) && Xml.text(marker, "IsLatest").equals("true")) {
        return Optional.of(Xml.text(marker, "VersionId"));
      }
    }
    return Optional.empty();
  }

  void requireBucket(String bucket) {
    if (!upstream.send("HEAD", "/" + encode(bucket), HttpFields.EMPTY, NOTHING).ok()) {
      throw new AwsError(404, "NoSuchBucket", "The specified bucket does not exist");
    }
  }

  private Upstream.Answer headAnswer(String bucket, String key, String versionId) {
    String query = versionId.isEmpty() ? "" : "?versionId=" + encode(versionId);
    return upstream.send(
        "HEAD",
        "/" + encode(bucket) + "/" + encode(key).replace("%2F", "/") + query,
        HttpFields.EMPTY,
        NOTHING);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
