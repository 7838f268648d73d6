package io.bindery.packager.registry;

import io.bindery.platform.bus.BusEvent;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The event by which Quilt tells of a new revision. */
public final class RevisionEvent {
  private static final String SOURCE = "com.quiltdata";
  private static final String DETAIL_TYPE = "package-revision";
  private static final String VERSION = "0.1";

  private RevisionEvent() {}

  /**
   * A revision was created.
   *
   * @param registry bucket
   * @param at when
   * @param trace where that belongs in a trace
   */
  public static BusEvent created(
      String registry,
      PackageName name,
      TopHash topHash,
      Instant at,
      Optional<TraceContext> trace) {
    var detail =
        JsonObject.EMPTY
            .with("version", new JsonString(VERSION))
            .with("type", new JsonString("created"))
            .with("bucket", new JsonString(registry))
            .with("handle", new JsonString(name.value()))
            .with("topHash", new JsonString(topHash.value()));
    return new BusEvent(SOURCE, DETAIL_TYPE, JsonForm.FILE.toText(detail), List.of(), at, trace);
  }
}
