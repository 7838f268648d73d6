package io.bindery.localaws.s3;

import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.s3.store.Facts;
import io.bindery.localaws.s3.store.Version;
import io.bindery.localaws.s3.wire.Conditions;
import io.bindery.localaws.s3.wire.Payload;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/** A browser's upload (POST Object). Its policy and signature are not looked at. */
final class PostForm {
  /** A form is held in memory. */
  private static final int MAX_BYTES = 11 << 20;

  private final ObjectWriter writer;

  PostForm(ObjectWriter writer) {
    this.writer = writer;
  }

  void post(S3Request request) {
    writer.requireBucket(request.bucket());
    String boundary = MultiPart.extractBoundary(request.header("Content-Type"));
    if (boundary == null) {
      throw new AwsError(
          412,
          "PreconditionFailed",
          "Bucket POST must be of the enclosure-type multipart/form-data");
    }
    byte[] body = request.exchange().readBody(MAX_BYTES);
    MultiPartFormData.Parser parser = new MultiPartFormData.Parser(boundary);
    parser.setMaxMemoryFileSize(-1);
    Promise.Completable<MultiPartFormData.Parts> parsed = new Promise.Completable<>();
    parser.parse(
        new ByteBufferContentSource(ByteBuffer.wrap(body)),
        Promise.from(InvocationType.NON_BLOCKING, parsed));
    try (MultiPartFormData.Parts parts = parsed.join()) {
      store(request, parts);
    } catch (CompletionException e) {
      throw new AwsError(400, "MalformedPOSTRequest", "The form cannot be read: " + e.getCause());
    }
  }

  private void store(S3Request request, MultiPartFormData.Parts parts) {
    Map<String, String> fields = fields(parts);
    MultiPart.Part file = parts.getFirst("file");
    if (file == null) {
      throw new AwsError(
          400, "InvalidArgument", "POST requires exactly one file upload per request.");
    }
    if (!fields.containsKey("key")) {
      throw new AwsError(400, "InvalidArgument", "Bucket POST must contain a field named 'key'.");
    }
    String name = file.getFileName() == null ? "" : file.getFileName();
    String key = fields.get("key").replace("${filename}", name);
    ObjectWriter.requireKey(key);
    Payload payload =
        new Payload(
            header -> header.startsWith("x-amz-checksum-") ? fields.getOrDefault(header, "") : "",
            stream(file));
    var content = writer.content(payload, payload.algorithm().orElse(ObjectWrites.DEFAULT));
    Version version =
        writer.put(
            request,
            key,
            content,
            facts(fields, file),
            new Conditions("", "", "", ""),
            "POST Object");
    answer(request, fields, key, version);
  }

  private static InputStream stream(MultiPart.Part file) {
    return Content.Source.asInputStream(file.getContentSource());
  }

  private static Map<String, String> fields(MultiPartFormData.Parts parts) {
    Map<String, String> fields = new HashMap<>();
    for (MultiPart.Part part : parts) {
      if (part.getName() != null && !part.getName().equals("file")) {
        fields.put(
            part.getName().toLowerCase(Locale.ROOT),
            part.getContentAsString(StandardCharsets.UTF_8));
      }
    }
    return fields;
  }

  private static Facts facts(Map<String, String> fields, MultiPart.Part file) {
    Map<String, String> headers = new HashMap<>();
    Map<String, String> metadata = new HashMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.startsWith("x-amz-meta-")) {
            metadata.put(name.substring("x-amz-meta-".length()), value);
          } else if (ObjectHeaders.KEPT.contains(name)) {
            headers.put(name, value);
          }
        });
    ObjectHeaders.requireSmall(metadata);
    String type = file.getHeaders().get("Content-Type");
    headers.putIfAbsent("content-type", type == null ? "binary/octet-stream" : type);
    return new Facts(headers, metadata, Map.of());
  }

  private static void answer(
      S3Request request, Map<String, String> fields, String key, Version version) {
    Map<String, String> headers = new HashMap<>();
    String location = request.exchange().rawPath().replaceAll("/$", "") + "/" + key;
    String etag = ObjectHeaders.quoted(version.etag());
    headers.put("ETag", etag);
    String redirect = fields.getOrDefault("success_action_redirect", "");
    if (redirect.startsWith("http://") || redirect.startsWith("https://")) {
      headers.put("Location", redirect);
      request.answer(303, headers);
    } else if (fields.getOrDefault("success_action_status", "").equals("201")) {
      AwsResponse plain =
          AwsResponse.xml(
              201,
              new Document("PostResponse", false)
                  .add("Location", location)
                  .add("Bucket", request.bucket())
                  .add("Key", key)
                  .add("ETag", etag)
                  .text());
      request.exchange().answer(new AwsResponse(201, plain.contentType(), headers, plain.body()));
    } else {
      boolean ok = fields.getOrDefault("success_action_status", "").equals("200");
      request.answer(ok ? 200 : 204, headers);
    }
  }
}
