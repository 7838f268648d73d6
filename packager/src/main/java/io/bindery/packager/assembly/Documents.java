package io.bindery.packager.assembly;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.metadata.MetadataFile;
import io.bindery.quilt.crate.Crate;
import io.bindery.quilt.crate.CrateException;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonWriteException;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.s3.S3Uri;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads what {@code metadata_uri} names: metadata, or an RO-Crate, which may be far larger. What it
 * is shows only at its end.
 */
public final class Documents {
  /** What is larger and no crate is refused. */
  private static final int MAX_METADATA = MetadataFile.MAX_BYTES;

  private final S3AsyncClient s3;
  private final Spool spool;
  private final CrateSettings settings;
  private final Executor blocking;

  public Documents(S3AsyncClient s3, Spool spool, CrateSettings settings, Executor blocking) {
    this.s3 = s3;
    this.spool = spool;
    this.settings = settings;
    this.blocking = blocking;
  }

  /** Whether a crate is more than metadata. */
  public boolean findsCrates() {
    return settings.areListed();
  }

  /** What was read. */
  public sealed interface Document {
    /** Metadata as they are. */
    record Metadata(JsonObject value) implements Document {}

    /**
     * A crate, to be closed.
     *
     * @param location with the version that was read, if its bucket has versions
     */
    record Listing(Crate crate, S3Uri location) implements Document {}
  }

  /** Reads one; fails with a {@link PackagingException}. */
  public CompletionStage<Document> read(S3Uri uri) {
    return s3.getObject(
            request ->
                request.bucket(uri.bucket()).key(uri.key()).versionId(uri.versionId().orElse(null)),
            AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
        .handleAsync(
            (body, failure) -> {
              if (failure == null) {
                return read(uri, body);
              }
              if (Failures.isMissing(failure)) {
                throw PackagingException.notFound(
                    "The metadata %s is not there: upload it, or correct metadata_uri."
                        .formatted(uri));
              }
              throw Failures.of("Reading the metadata " + uri, failure);
            },
            blocking);
  }

  private Document read(S3Uri uri, ResponseInputStream<GetObjectResponse> body) {
    boolean ended = false;
    try {
      var version = uri.versionId().or(() -> Optional.ofNullable(body.response().versionId()));
      var location = new S3Uri(uri.bucket(), uri.key(), version);
      var length = body.response().contentLength();
      if (length != null && length > largest()) {
        throw tooLarge(uri);
      }
      var document = parse(location, body);
      ended = true;
      return document;
    } catch (IOException | RuntimeException e) {
      throw Failures.of("Reading the metadata " + uri, e);
    } finally {
      if (!ended) {
        body.abort();
      }
    }
  }

  private long largest() {
    return settings.areListed() ? settings.maxBytes() : MAX_METADATA;
  }

  private Document parse(S3Uri location, InputStream body) throws IOException {
    var head = body.readNBytes(MAX_METADATA + 1);
    if (head.length == 0) {
      throw invalid(
          "the text is empty",
          "The metadata %s is empty: it must be a JSON object.".formatted(location));
    }
    boolean isWhole = head.length <= MAX_METADATA;
    if (!isWhole && !settings.areListed()) {
      throw tooLarge(location);
    }
    if (settings.areListed()) {
      var whole = new SequenceInputStream(new ByteArrayInputStream(head), body);
      var crate = Crate.read(new Bounded(whole, location), location, spool);
      if (crate.isPresent()) {
        return new Document.Listing(crate.get(), location);
      }
      if (!isWhole) {
        throw invalid(
            "Metadata is too large",
            "The metadata %s has more than the %d bytes that are allowed, and is no RO-Crate: shorten it."
                .formatted(location, MAX_METADATA));
      }
    }
    return new Document.Metadata(metadata(location, head));
  }

  private static JsonObject metadata(S3Uri uri, byte[] bytes) {
    try {
      if (Json.parse(bytes, JsonLimits.DEFAULT) instanceof JsonObject object) {
        // What no manifest can hold is refused while it is known where it stands.
        JsonForm.FILE.toBytes(object);
        return object;
      }
    } catch (JsonSyntaxException e) {
      throw PackagingException.lasting(
          "The metadata %s is not JSON: %s.".formatted(uri, e.getMessage()), e);
    } catch (JsonWriteException e) {
      throw PackagingException.lasting("The metadata %s: %s.".formatted(uri, e.getMessage()), e);
    }
    throw PackagingException.lasting(
        "The metadata %s is not a JSON object, which it must be.".formatted(uri));
  }

  private PackagingException tooLarge(S3Uri uri) {
    var words =
        "The %s %s has more than the %d bytes that are allowed: shorten it%s."
            .formatted(
                settings.areListed() ? "RO-Crate" : "metadata",
                uri,
                largest(),
                settings.areListed() ? ", or raise bindery.packager.crates.max-bytes" : "");
    return invalid("Metadata is too large", words);
  }

  /** By Quilt's name, unless crates are read in the old way. */
  private PackagingException invalid(String details, String words) {
    return settings.areListed()
        ? Failures.of(
            "Reading the metadata",
            new CrateException(
                CrateException.Kind.INVALID_METADATA,
                JsonObject.EMPTY.with("details", new JsonString(details)),
                words))
        : PackagingException.lasting(words);
  }

  /** A stream that ends in an error where too much was read, whatever its length was said to be. */
  private final class Bounded extends FilterInputStream {
    private final S3Uri uri;
    private long read;

    Bounded(InputStream in, S3Uri uri) {
      super(in);
      this.uri = uri;
    }

    @Override
    public int read() throws IOException {
      int b = in.read();
      count(b < 0 ? 0 : 1);
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      count(Math.max(0, n));
      return n;
    }

    private void count(int n) {
      read += n;
      if (read > largest()) {
        throw tooLarge(uri);
      }
    }
  }
}
