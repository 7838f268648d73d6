package io.bindery.service.http;

import akka.http.javadsl.model.HttpResponse;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.trace.Tracer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** {@code /trace}: the way of one object. */
final class TraceRoutes {
  private static final String URI = "uri";
  private static final String VERSION = "versionId";

  private final Tracer tracer;

  TraceRoutes(Tracer tracer) {
    this.tracer = tracer;
  }

  List<Endpoint> endpoints() {
    return List.of(Endpoint.get("trace", Set.of(URI, VERSION), this::trace));
  }

  private CompletionStage<HttpResponse> trace(Call call) {
    return tracer.of(object(call)).thenApply(Reply::ok);
  }

  private static S3Uri object(Call call) {
    var text =
        call.parameter(URI)
            .orElseThrow(() -> new RequestException(URI, "Say which object: uri=s3://BUCKET/KEY."));
    if (text.indexOf('#') >= 0) {
      throw new RequestException(
          URI, "uri = %s: write the # of a key as %%23.".formatted(FieldException.shown(text)));
    }
    S3Uri uri;
    try {
      uri = S3Uri.parse(text);
    } catch (S3UriException e) {
      throw new RequestException(
          URI,
          "uri = %s: %s: write s3://BUCKET/KEY.".formatted(FieldException.shown(text), e.reason()));
    }
    if (uri.key().isEmpty()) {
      throw new RequestException(
          URI,
          "uri = %s: name an object, s3://BUCKET/KEY. GET /explain is for a folder."
              .formatted(FieldException.shown(text)));
    }
    var version = call.parameter(VERSION).filter(id -> !id.isEmpty());
    if (version.isPresent()
        && uri.versionId().filter(id -> !id.equals(version.get())).isPresent()) {
      throw new RequestException(VERSION, "uri names another version: say only one of them.");
    }
    return version.map(id -> S3Uri.of(uri.bucket(), uri.key(), id)).orElse(uri);
  }
}
