package io.bindery.packager.construct;

import io.bindery.platform.failure.RefusedException;
import io.bindery.protocol.description.EntryList;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A request to make a package of named entries: lines of JSON as Quilt's create-package lambda
 * takes them, the package first, then the entries. Of two entries with the same logical key the
 * last counts.
 *
 * @param registry bucket
 * @param metadata of the package; absent is not the same as empty
 * @param entries by logical key, none of which lies below another
 */
public record ConstructRequest(
    String registry,
    PackageName name,
    Optional<String> message,
    Optional<JsonObject> metadata,
    WorkflowChoice workflow,
    Map<LogicalKey, RequestedEntry> entries) {

  /** {@code scratch_buckets} is read by the original only; requests made for it have it. */
  private static final List<String> PACKAGE_FIELDS =
      List.of("bucket", "name", "message", "user_meta", "workflow", "scratch_buckets");

  private static final List<String> ENTRY_FIELDS =
      List.of(
          RequestedEntry.LOGICAL_KEY,
          RequestedEntry.PHYSICAL_KEY,
          RequestedEntry.SIZE,
          RequestedEntry.HASH,
          RequestedEntry.META);

  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,254}");

  /**
   * Reads a request.
   *
   * @throws RefusedException with the line and field that is wrong
   */
  public static ConstructRequest parse(String text) {
    var lines = text.split("\n", -1);
    var header = RequestLine.parse(1, lines[0]);
    header.only(PACKAGE_FIELDS);
    var registry = header.text("bucket");
    if (!BUCKET.matcher(registry).matches()) {
      throw header.wrong("bucket", registry, "the name of a bucket, without s3://");
    }
    var entries = new TreeMap<LogicalKey, RequestedEntry>();
    for (int i = 1; i < lines.length; i++) {
      if (!lines[i].isBlank()) {
        var entry = entry(RequestLine.parse(i + 1, lines[i]));
        entries.put(entry.key(), entry);
      }
    }
    checkFolders(entries);
    return new ConstructRequest(
        registry,
        name(header),
        header.optionalText("message"),
        header.object("user_meta"),
        workflow(header),
        entries);
  }

  private static PackageName name(RequestLine header) {
    var name = header.text("name");
    try {
      return PackageName.forDescription(name);
    } catch (InvalidNameException e) {
      throw header.wrong(
          "name", "= '%s' is no name: %s".formatted(FieldException.shown(name), e.reason()));
    }
  }

  private static WorkflowChoice workflow(RequestLine header) {
    return header
        .anyText("workflow")
        .map(name -> name.isEmpty() ? WorkflowChoice.NONE : WorkflowChoice.named(name))
        .orElse(WorkflowChoice.UNSPECIFIED);
  }

  private static RequestedEntry entry(RequestLine line) {
    line.only(ENTRY_FIELDS);
    return new RequestedEntry(
        key(line),
        physicalKey(line),
        size(line),
        hash(line),
        line.object(RequestedEntry.META).orElse(JsonObject.EMPTY));
  }

  private static LogicalKey key(RequestLine line) {
    var key = line.text(RequestedEntry.LOGICAL_KEY);
    try {
      return new LogicalKey(key);
    } catch (InvalidNameException e) {
      throw line.wrong(
          RequestedEntry.LOGICAL_KEY, "= '%s' cannot be used: %s".formatted(key, e.reason()));
    }
  }

  private static S3Uri physicalKey(RequestLine line) {
    var text = line.text(RequestedEntry.PHYSICAL_KEY);
    try {
      var uri = S3Uri.parse(text);
      if (BUCKET.matcher(uri.bucket()).matches() && !uri.key().isEmpty()) {
        return uri;
      }
    } catch (S3UriException e) {
      var local = text.toLowerCase(Locale.ROOT).startsWith("file:");
      throw line.wrong(
          RequestedEntry.PHYSICAL_KEY,
          local
              ? "= '%s' is a local file: upload it, and give its s3://bucket/key".formatted(text)
              : "= '%s' cannot be used: %s".formatted(text, e.reason()));
    }
    throw line.wrong(RequestedEntry.PHYSICAL_KEY, text, "the URI of an object, s3://bucket/key");
  }

  private static Optional<Long> size(RequestLine line) {
    return line.value(RequestedEntry.SIZE)
        .map(
            value -> {
              if (value instanceof JsonInteger size
                  && size.value().signum() >= 0
                  && size.value().compareTo(BigInteger.valueOf(Long.MAX_VALUE)) <= 0) {
                return size.value().longValue();
              }
              throw line.wrong(RequestedEntry.SIZE, value, "a number of bytes");
            });
  }

  private static Optional<ObjectHash> hash(RequestLine line) {
    return line.object(RequestedEntry.HASH)
        .map(
            object -> {
              var hash = new RequestLine(line.number(), object);
              hash.only(List.of("type", "value"));
              var type = hash.text("type");
              var known =
                  ChecksumType.ofWireName(type)
                      .orElseThrow(
                          () ->
                              line.wrong(
                                  "hash.type", type, "SHA256, sha2-256-chunked or CRC64NVME"));
              try {
                return new ObjectHash(known, hash.text("value"));
              } catch (IllegalArgumentException e) {
                throw line.wrong("hash.value", "cannot be used: " + e.getMessage());
              }
            });
  }

  /** No file may also be a folder. */
  private static void checkFolders(Map<LogicalKey, RequestedEntry> entries) {
    for (var key : entries.keySet()) {
      var text = key.value();
      for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', slash + 1)) {
        var folder = text.substring(0, slash);
        if (entries.containsKey(new LogicalKey(folder))) {
          throw new RefusedException(
              RequestedEntry.LOGICAL_KEY,
              "'%s' is a file and, because of '%s', also a folder, which no package can hold."
                  .formatted(folder, text));
        }
      }
    }
  }

  /** The description of the job that makes it. */
  public PackageDescription description(EntryList list) {
    return new PackageDescription(
        list, registry, name, metadata, Optional.empty(), workflow, message);
  }

  /** Entries as lines, in the order of their keys. */
  static byte[] write(Collection<RequestedEntry> entries) {
    var out = new ByteArrayOutputStream();
    for (var entry : entries) {
      out.writeBytes(JsonForm.FILE.toBytes(entry.toJson()));
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** What {@link #write} wrote. */
  static List<RequestedEntry> read(String lines) {
    return lines.lines().map(line -> entry(RequestLine.parse(1, line))).toList();
  }
}
