package io.bindery.quilt.crate;

import io.bindery.quilt.crate.CrateException.Kind;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.LargeJson;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * An RO-Crate that says what belongs into a package. It may be large: its entities are in a
 * temporary file, to be deleted by {@link #close}.
 *
 * <p>A crate is a JSON object whose list {@code @graph} has an object with the {@code @id} {@code
 * ./} and {@code Dataset} among its types. Nothing else matters: no context, no metadata
 * descriptor, no version of RO-Crate, no name of the file.
 *
 * <p>Source: {@code rocrate.py} of Quilt's packaging engine, and version 0.2 of Quilt's RO-Crate
 * profile.
 */
public final class Crate implements AutoCloseable {
  /** What one entity, or one other member of the document, may have: characters. */
  private static final int MAX_VALUE_LENGTH = 32 << 20;

  private static final JsonLimits LIMITS =
      new JsonLimits(JsonLimits.DEFAULT.maxDepth(), MAX_VALUE_LENGTH);

  private final Graph graph;
  private final JsonObject root;

  private Crate(Graph graph) {
    this.graph = graph;
    this.root = graph.root();
  }

  /**
   * Reads a document.
   *
   * @param where it is, for messages
   * @return nothing if it is a JSON object, but no crate
   * @throws CrateException if it is no JSON object, or two of its entities have one id
   */
  public static Optional<Crate> read(InputStream document, S3Uri where, Spool spool)
      throws IOException {
    var graph = new Graph(spool, LIMITS);
    boolean kept = false;
    try {
      if (!LargeJson.read(document, "@graph", LIMITS, graph)) {
        throw new CrateException(
            Kind.INVALID_METADATA,
            CrateException.context("details", "Metadata must be a JSON object"),
            "The metadata %s is not a JSON object, which it must be.".formatted(where));
      }
      kept = graph.seal();
      return kept ? Optional.of(new Crate(graph)) : Optional.empty();
    } catch (JsonSyntaxException e) {
      throw invalid(where, e);
    } finally {
      if (!kept) {
        graph.close();
      }
    }
  }

  private static CrateException invalid(S3Uri where, JsonSyntaxException failure) {
    return new CrateException(
        Kind.INVALID_METADATA,
        CrateException.context("details", failure.reason()),
        "The metadata %s is not JSON: line %d, column %d: %s."
            .formatted(where, failure.line(), failure.column(), failure.reason()),
        failure);
  }

  /**
   * The name of its package.
   *
   * @param inferred what it is if the crate says nothing
   * @throws CrateException if what it says is no name
   */
  public PackageName name(PackageName inferred) {
    return CrateName.of(graph, root, inferred);
  }

  /**
   * What its package consists of.
   *
   * @param location of the crate itself, with the version that was read, if it has versions
   * @param name that the package really has
   * @throws CrateException with the first thing that is wrong, in the order of Quilt
   */
  public CrateContents contents(S3Uri location, PackageName name) {
    var checked = name(name);
    assert checked != null;
    var contents = new PartReader(graph, location).contents(root);
    return contents.with(CrateMetadata.of(graph, root, name));
  }

  @Override
  public void close() throws IOException {
    graph.close();
  }
}
