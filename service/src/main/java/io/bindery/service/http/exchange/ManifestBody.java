package io.bindery.service.http.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.http.Call;
import io.bindery.service.http.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/** What the body of a request to publish is: the manifest itself, or where it is. */
sealed interface ManifestBody {
  String MANIFEST = "manifest";
  String AGAIN = "again";

  /** The manifest. It is read like one of S3, so that what is wrong with it has line and column. */
  @SuppressWarnings("ArrayRecordComponent") // It is read, never compared.
  record Inline(byte[] text) implements ManifestBody {}

  /** An object that is the manifest. */
  record Named(S3Uri object, boolean again) implements ManifestBody {}

  /**
   * Tells them apart by the first field: no manifest has one of the name {@code manifest} or {@code
   * again}.
   *
   * @throws FieldException if it names no object
   */
  static ManifestBody of(byte[] body) throws FieldException {
    var text = Call.utf8(ByteBuffer.wrap(body)).orElseThrow(Call::notUtf8);
    return namesObject(body) ? named(text) : new Inline(body);
  }

  private static boolean namesObject(byte[] body) {
    try (JsonParser json = new JsonFactory().createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      var first = json.nextFieldName();
      return MANIFEST.equals(first) || AGAIN.equals(first);
    } catch (IOException e) {
      // Whoever reads the manifest says what is wrong with it.
      return false;
    }
  }

  private static ManifestBody named(String text) throws FieldException {
    var fields = JsonFields.parse(text, "").storable();
    Endpoint.refuseOthers("field", fields.values().keySet(), Set.of(MANIFEST, AGAIN));
    var uri = fields.text(MANIFEST);
    try {
      return new Named(S3Uri.parse(uri), Call.flag(fields, AGAIN));
    } catch (S3UriException e) {
      throw FieldException.notAllowed(
          MANIFEST, uri, "the address of an object, s3://BUCKET/KEY (%s)".formatted(e.reason()));
    }
  }
}
