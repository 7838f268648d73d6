package io.bindery.service.cli;

import io.bindery.platform.s3.Listings;
import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.name.PackageName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.commons.text.similarity.LevenshteinDistance;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

/** Packages whose names are like one that is not there. */
final class NearNames {
  private static final String NAMED = ".quilt/named_packages/";

  /** Letters that may differ: more of them are another name. */
  private static final int FARTHEST = 3;

  private static final int NAMESPACES = 5;
  private static final int OFFERED = 3;

  private NearNames() {}

  /** A sentence that offers them, with a blank before it; empty if there are none. */
  static String words(S3AsyncClient s3, String registry, PackageName wanted) {
    try {
      var near = new ArrayList<String>();
      // The namespace may be the wrong part, or the name, or both a little.
      for (var namespace : nearest(below(s3, registry, NAMED), wanted.namespace(), NAMESPACES)) {
        below(s3, registry, NAMED + namespace + "/").stream()
            .map(name -> namespace + "/" + name)
            .forEach(near::add);
      }
      var offered = nearest(near, wanted.value(), OFFERED);
      return offered.isEmpty()
          ? ""
          : " Did you mean %s?"
              .formatted(String.join(" or ", offered.stream().map(FieldException::shown).toList()));
    } catch (CompletionException e) {
      // Whoever may not list the registry gets no help, but the answer.
      return "";
    }
  }

  private static List<String> nearest(List<String> names, String wanted, int most) {
    var distance = LevenshteinDistance.getDefaultInstance();
    int farthest = Math.max(1, Math.min(FARTHEST, wanted.length() / 3));
    return names.stream()
        .filter(name -> distance.apply(name, wanted) <= farthest)
        .sorted(Comparator.comparingInt(name -> distance.apply(name, wanted)))
        .limit(most)
        .toList();
  }

  /** The folders below one; the first thousand are enough for a hint. */
  private static List<String> below(S3AsyncClient s3, String bucket, String prefix) {
    return new Listings(s3)
            .objects(request -> request.bucket(bucket).prefix(prefix).delimiter("/"))
            .toCompletableFuture()
            .join()
            .commonPrefixes()
            .stream()
            .map(CommonPrefix::prefix)
            .map(folder -> folder.substring(prefix.length(), folder.length() - 1))
            .toList();
  }
}
