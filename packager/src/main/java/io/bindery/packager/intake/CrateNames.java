package io.bindery.packager.intake;

import io.bindery.packager.assembly.Documents;
import io.bindery.packager.assembly.Documents.Document;
import io.bindery.packager.failure.Failures;
import io.bindery.quilt.crate.CrateException;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names that RO-Crates give to their packages. They are found before a description is accepted,
 * because a package is found by its name: jobs of one package follow each other.
 */
public final class CrateNames {
  private static final Logger log = LoggerFactory.getLogger(CrateNames.class);

  private final Documents documents;

  public CrateNames(Documents documents) {
    this.documents = documents;
  }

  /**
   * The name of the package of a document.
   *
   * @param inferred what it is if the document is no crate, or cannot be used: then the job says
   *     why, under this name
   * @return fails with what may pass
   */
  public CompletionStage<PackageName> find(S3Uri document, PackageName inferred) {
    if (!documents.findsCrates()) {
      return CompletableFuture.completedFuture(inferred);
    }
    return documents
        .read(document)
        .handle(
            (found, failure) -> {
              if (failure == null) {
                return name(found, inferred);
              }
              var known = Failures.of("Reading the metadata " + document, failure);
              if (known.isPassing()) {
                throw known;
              }
              return inferred;
            });
  }

  private static PackageName name(Document found, PackageName inferred) {
    if (!(found instanceof Document.Listing listing)) {
      return inferred;
    }
    try (var crate = listing.crate()) {
      return crate.name(inferred);
    } catch (CrateException e) {
      return inferred;
    } catch (IOException e) {
      log.warn("{}", e.getMessage());
      return inferred;
    }
  }
}
