package io.bindery.exchange.plan;

import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The keys of a part of a bucket, one after the other; those of empty objects are left out. */
final class BucketKeys {
  private final S3Uri folder;
  private final Deque<String> keys = new ArrayDeque<>();
  private ObjectsPage page;

  BucketKeys(S3AsyncClient s3, S3Uri folder) {
    this.folder = folder;
    take(new Listings(s3).objects(request -> request.bucket(folder.bucket()).prefix(folder.key())));
  }

  /** The next key, which is not taken yet; null behind the last. */
  String peek() {
    while (keys.isEmpty() && !page.isLast()) {
      take(page.next());
    }
    return keys.peek();
  }

  /** Takes the key that was looked at. */
  void remove() {
    keys.remove();
  }

  private void take(CompletionStage<ObjectsPage> asked) {
    try {
      page = asked.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw ManifestSource.unreadable(folder, e);
    }
    page.objects().stream()
        .filter(object -> object.size() > 0)
        .forEach(object -> keys.add(object.key()));
  }
}
