package io.bindery.localaws.s3.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link Change#bytes} wrote, field by field: a log has a line for each object, and all
 * are read at a start. Fields that it does not know are passed over.
 *
 * <p>For one thread at a time.
 */
final class ChangeReader {
  private static final JsonFactory JSON = new JsonFactory();

  /** Most objects say the same: it is kept once. */
  private Facts facts = Facts.NONE;

  /** What any change may have; what a kind does not have stays empty. */
  private static final class Fields {
    private String kind = "";
    private String bucket;
    private String key;
    private String id;
    private long millis;
    private String location;
    private String status;
    private Map<String, String> tags;
    private Version version;
    private String uploadId;
    private Upload upload;
    private Upload.Part part;
  }

  Change read(byte[] bytes) {
    try (JsonParser in = JSON.createParser(bytes)) {
      return change(in);
    } catch (IOException | RuntimeException e) {
      throw new IllegalStateException(
          "The log holds a change that this build cannot read: " + e.getMessage(), e);
    }
  }

  private Change change(JsonParser in) throws IOException {
    if (in.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("it is no object");
    }
    Fields f = new Fields();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      field(name, f, in);
    }
    return switch (f.kind) {
      case "bucket" -> new Change.BucketMade(f.bucket, f.millis, f.location);
      case "bucket-removed" -> new Change.BucketRemoved(f.bucket);
      case "versioning" -> new Change.Versioning(f.bucket, f.status);
      case "bucket-tags" -> new Change.BucketTags(f.bucket, f.tags);
      case "put" -> new Change.Put(f.bucket, f.key, f.version);
      case "removed" -> new Change.Removed(f.bucket, f.key, f.id);
      case "tags" -> new Change.Tags(f.bucket, f.key, f.id, f.tags);
      case "upload" -> new Change.UploadBegun(f.bucket, f.upload);
      case "part" -> new Change.PartPut(f.bucket, f.uploadId, f.part);
      case "aborted" -> new Change.UploadAborted(f.bucket, f.uploadId);
      default -> throw new IOException("its kind is '" + f.kind + "'");
    };
  }

  private void field(String name, Fields f, JsonParser in) throws IOException {
    switch (name) {
      case "c" -> f.kind = in.getText();
      case "bucket" -> f.bucket = text(in);
      case "key" -> f.key = text(in);
      case "id" -> f.id = text(in);
      case "millis" -> f.millis = in.getLongValue();
      case "location" -> f.location = text(in);
      case "status" -> f.status = text(in);
      case "tags" -> f.tags = texts(in);
      case "version" -> f.version = version(in);
      case "part" -> f.part = part(in);
      case "upload" -> {
        // A change of an upload names it; the one that begins it tells all of it.
        if (in.currentToken() == JsonToken.START_OBJECT) {
          f.upload = upload(in);
        } else {
          f.uploadId = text(in);
        }
      }
      default -> in.skipChildren();
    }
  }

  private Version version(JsonParser in) throws IOException {
    String id = null;
    long millis = 0;
    boolean marker = false;
    long size = 0;
    String etag = null;
    Checksum checksum = null;
    List<Segment> segments = null;
    String upload = null;
    Facts told = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "id" -> id = text(in);
        case "millis" -> millis = in.getLongValue();
        case "marker" -> marker = in.getBooleanValue();
        case "size" -> size = in.getLongValue();
        case "etag" -> etag = text(in);
        case "checksum" -> checksum = checksum(in);
        case "segments" -> segments = segments(in);
        case "upload" -> upload = text(in);
        case "facts" -> told = facts(in);
        default -> in.skipChildren();
      }
    }
    return new Version(id, millis, marker, size, etag, checksum, segments, upload, told);
  }

  private static Checksum checksum(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    String algorithm = null;
    String value = null;
    boolean composite = false;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "algorithm" -> algorithm = oneOfFew(in);
        case "value" -> value = text(in);
        case "composite" -> composite = in.getBooleanValue();
        default -> in.skipChildren();
      }
    }
    return new Checksum(algorithm, value, composite);
  }

  private static List<Segment> segments(JsonParser in) throws IOException {
    List<Segment> segments = new ArrayList<>(1);
    while (in.nextToken() == JsonToken.START_OBJECT) {
      int part = 0;
      long body = 0;
      long size = 0;
      String checksum = null;
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        in.nextToken();
        switch (name) {
          case "part" -> part = in.getIntValue();
          case "body" -> body = in.getLongValue();
          case "size" -> size = in.getLongValue();
          case "checksum" -> checksum = text(in);
          default -> in.skipChildren();
        }
      }
      segments.add(new Segment(part, body, size, checksum));
    }
    return segments;
  }

  private Facts facts(JsonParser in) throws IOException {
    Map<String, String> headers = null;
    Map<String, String> metadata = null;
    Map<String, String> tags = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "headers" -> headers = texts(in);
        case "metadata" -> metadata = texts(in);
        case "tags" -> tags = texts(in);
        default -> in.skipChildren();
      }
    }
    Facts read = new Facts(headers, metadata, tags);
    if (!read.equals(facts)) {
      facts = read;
    }
    return facts;
  }

  private Upload upload(JsonParser in) throws IOException {
    String id = null;
    String key = null;
    long millis = 0;
    String algorithm = null;
    boolean composite = false;
    boolean asked = false;
    Facts told = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "id" -> id = text(in);
        case "key" -> key = text(in);
        case "millis" -> millis = in.getLongValue();
        case "algorithm" -> algorithm = oneOfFew(in);
        case "composite" -> composite = in.getBooleanValue();
        case "asked" -> asked = in.getBooleanValue();
        case "facts" -> told = facts(in);
        default -> in.skipChildren();
      }
    }
    return new Upload(id, key, millis, algorithm, composite, asked, told);
  }

  private static Upload.Part part(JsonParser in) throws IOException {
    int number = 0;
    long body = 0;
    long size = 0;
    String etag = null;
    String checksum = null;
    long millis = 0;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "number" -> number = in.getIntValue();
        case "body" -> body = in.getLongValue();
        case "size" -> size = in.getLongValue();
        case "etag" -> etag = text(in);
        case "checksum" -> checksum = text(in);
        case "millis" -> millis = in.getLongValue();
        default -> in.skipChildren();
      }
    }
    return new Upload.Part(number, body, size, etag, checksum, millis);
  }

  private static Map<String, String> texts(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    Map<String, String> texts = new HashMap<>();
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      texts.put(name, text(in));
    }
    return texts;
  }

  private static String text(JsonParser in) throws IOException {
    return in.currentToken() == JsonToken.VALUE_NULL ? null : in.getText();
  }

  /** Kept once. */
  private static String oneOfFew(JsonParser in) throws IOException {
    String text = text(in);
    return text == null ? null : text.intern();
  }
}
