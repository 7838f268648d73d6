package io.bindery.packager.browse;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.name.InvalidNameException;
import io.bindery.quilt.name.PackageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;

/**
 * Finds packages of a registry by their names. The registry itself is the only list there is: it is
 * walked namespace by namespace, and a search ends after so many calls with what it has found.
 */
public final class PackageSearch {
  private static final int MOST_CALLS = 24;
  private static final String SLASH = "/";

  /**
   * Behind all keys that begin with a name and a slash: it is the character after the slash, and a
   * name may go on with it only before the slash.
   */
  private static final String BEHIND_SLASH = "0";

  private final Listings listings;

  public PackageSearch(S3AsyncClient s3) {
    this.listings = new Listings(s3);
  }

  /**
   * What is looked for.
   *
   * @param part of the name, in any case of letters; empty: all
   * @param prefix what the name begins with; empty: anything
   */
  public record Query(String part, String prefix) {
    /** All packages. */
    public static final Query ALL = new Query("", "");

    public Query {
      part = part.toLowerCase(Locale.ROOT);
    }

    private boolean takes(String name) {
      return name.startsWith(prefix) && name.toLowerCase(Locale.ROOT).contains(part);
    }

    private String namespace() {
      int slash = prefix.indexOf('/');
      return slash < 0 ? prefix : prefix.substring(0, slash);
    }

    private boolean isOneNamespace() {
      return prefix.indexOf('/') >= 0;
    }
  }

  /**
   * What was found.
   *
   * @param names in the order of the registry
   * @param next the name behind which to go on; nothing at the end. A part may be empty and have
   *     one
   */
  public record Found(List<PackageName> names, Optional<String> next) {}

  /**
   * Looks for packages.
   *
   * @param after a name that a search before gave as next
   * @param limit how many at most
   * @return fails with a {@link io.bindery.packager.failure.PackagingException}
   */
  public CompletionStage<Found> find(
      String bucket, Query query, Optional<String> after, int limit) {
    return new Walk(bucket, query, limit)
        .begin(after)
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw Failures.of(
                    "Listing s3://%s/%s".formatted(bucket, RegistryLayout.POINTERS), failure);
              }
              return found;
            });
  }

  /** One search. */
  private final class Walk {
    private final String bucket;
    private final Query query;
    private final int limit;
    private final List<PackageName> names = new ArrayList<>();
    private int calls;
    private String last = "";

    Walk(String bucket, Query query, int limit) {
      this.bucket = bucket;
      this.query = query;
      this.limit = limit;
    }

    CompletionStage<Found> begin(Optional<String> after) {
      int slash = after.map(name -> name.indexOf('/')).orElse(-1);
      if (slash < 0) {
        return query.isOneNamespace()
            ? inNamespace(query.namespace(), "", end())
            : namespaces(Optional.empty());
      }
      last = after.get();
      var namespace = last.substring(0, slash);
      var name = last.substring(slash + 1);
      return inNamespace(
          namespace,
          name.isEmpty() ? "" : name + BEHIND_SLASH,
          query.isOneNamespace() ? end() : () -> namespaces(Optional.of(namespace)));
    }

    private Step end() {
      return () -> CompletableFuture.completedFuture(new Found(names, Optional.empty()));
    }

    private CompletionStage<Found> stopped() {
      return CompletableFuture.completedFuture(new Found(names, Optional.of(last)));
    }

    private CompletionStage<Found> namespaces(Optional<String> behind) {
      var begin = RegistryLayout.POINTERS + query.namespace();
      var start = behind.map(name -> RegistryLayout.POINTERS + name + BEHIND_SLASH).orElse(null);
      return folders(begin, start).thenCompose(page -> through(page, page.commonPrefixes(), 0));
    }

    /** Each namespace of a page, one after the other. */
    private CompletionStage<Found> through(ObjectsPage page, List<CommonPrefix> all, int index) {
      if (index == all.size()) {
        if (page.isLast()) {
          return end().go();
        }
        if (calls >= MOST_CALLS) {
          return stopped();
        }
        calls++;
        return page.next().thenCompose(next -> through(next, next.commonPrefixes(), 0));
      }
      var namespace = cut(all.get(index).prefix());
      if (calls >= MOST_CALLS || names.size() >= limit) {
        // Behind nothing of this one: the next part begins with it.
        last = namespace + SLASH;
        return stopped();
      }
      return inNamespace(namespace, "", () -> through(page, all, index + 1));
    }

    private CompletionStage<Found> inNamespace(String namespace, String behind, Step then) {
      var folder = RegistryLayout.POINTERS + namespace + SLASH;
      var begin = query.isOneNamespace() ? RegistryLayout.POINTERS + query.prefix() : folder;
      return folders(begin, behind.isEmpty() ? null : folder + behind)
          .thenCompose(page -> names(page, then));
    }

    private CompletionStage<Found> names(ObjectsPage page, Step then) {
      for (var folder : page.commonPrefixes()) {
        if (names.size() >= limit) {
          return stopped();
        }
        last = cut(folder.prefix());
        if (query.takes(last)) {
          readable(last).ifPresent(names::add);
        }
      }
      if (page.isLast()) {
        return then.go();
      }
      if (calls >= MOST_CALLS) {
        return stopped();
      }
      calls++;
      return page.next().thenCompose(next -> names(next, then));
    }

    private CompletionStage<ObjectsPage> folders(String prefix, String startAfter) {
      calls++;
      return listings.objects(
          request -> request.bucket(bucket).prefix(prefix).delimiter(SLASH).startAfter(startAfter));
    }
  }

  /** What comes next. */
  private interface Step {
    CompletionStage<Found> go();
  }

  private static String cut(String folder) {
    return folder.substring(RegistryLayout.POINTERS.length(), folder.length() - SLASH.length());
  }

  /** What else is there is no package. */
  private static Optional<PackageName> readable(String name) {
    try {
      return Optional.of(new PackageName(name));
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
