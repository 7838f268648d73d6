package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** The form of a browser's upload (POST Object), as far as the gateway reads it. */
final class PostForm {
  /** S3Mock takes forms up to 10 MB. */
  static final int MAX_BYTES = 11 << 20;

  private PostForm() {}

  /** The object's key, taken as it is: S3Mock does not put the file's name into it either. */
  static String key(String contentType, byte[] body) {
    String boundary = MultiPart.extractBoundary(contentType);
    if (boundary == null) {
      throw new AwsError(
          412,
          "PreconditionFailed",
          "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxMemoryFileSize(-1);
    Promise.Completable<MultiPartFormData.Parts> parsed = new Promise.Completable<>();
    parser.parse(
        new ByteBufferContentSource(ByteBuffer.wrap(body)),
        Promise.from(InvocationType.NON_BLOCKING, parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) {
      MultiPart.Part key = parts.getFirst("key");
      if (key == null) {
        throw new AwsError(400, "InvalidArgument", "Bucket POST must contain a field named 'key'.");
      }
      return key.getContentAsString(StandardCharsets.UTF_8);
    } catch (CompletionException e) {
      throw new AwsError(400, "MalformedPOSTRequest", "The form cannot be read: " + e.getCause());
    }
  }
}
