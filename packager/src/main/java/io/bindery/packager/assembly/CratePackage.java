package io.bindery.packager.assembly;

import io.bindery.packager.assembly.Documents.Document;
import io.bindery.packager.failure.Failures;
import io.bindery.quilt.crate.Crate;
import io.bindery.quilt.crate.CrateContents;
import io.bindery.quilt.manifest.ManifestRuleException;
import io.bindery.quilt.name.PackageName;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.LoggerFactory;

/**
 * A crate and what its package consists of.
 *
 * @param crate has the metadata of the entries until it is closed
 */
record CratePackage(Crate crate, CrateContents contents) {

  /**
   * What a crate lists; if that cannot be packaged, the crate is closed.
   *
   * @param name that the package has
   */
  static CratePackage of(Document.Listing listing, PackageName name) {
    try {
      return new CratePackage(listing.crate(), listing.crate().contents(listing.location(), name));
    } catch (RuntimeException e) {
      close(listing.crate());
      throw Failures.of(
          "Reading the RO-Crate " + listing.location(),
          e instanceof UncheckedIOException io ? io.getCause() : e);
    }
  }

  /** By Quilt's name, two objects that cannot be in one package. Only folders have such. */
  RuntimeException named(ManifestRuleException rule) {
    return switch (rule.rule()) {
      case DUPLICATE_KEY -> contents.duplicate(rule.where());
      case FILE_AND_DIRECTORY -> contents.invalidKey(rule.where(), rule.getMessage(), rule);
      default -> rule;
    };
  }

  void close() {
    close(crate);
  }

  static void close(Crate crate) {
    try {
      crate.close();
    } catch (IOException e) {
      LoggerFactory.getLogger(CratePackage.class).warn("{}", e.getMessage());
    }
  }
}
