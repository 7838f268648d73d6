package io.bindery.packager.ahead;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.platform.ahead.PackagedFolder;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that wait for being hashed, first come, first served. Of each only the version that
 * came last waits, at the place of the one before. For one thread.
 */
final class WaitingObjects {
  /** S3's name for the version of an object whose bucket keeps none, as listings have it. */
  private static final String NO_VERSION = "null";

  /** How far is looked for more objects of the folder that is first. */
  private static final int LOOK = 1000;

  private final int most;
  private final Map<Place, Waiting> all = new LinkedHashMap<>();

  private record Place(String bucket, String key) {}

  private record Waiting(SourceFolder folder, ObjectVersion object) {}

  /** Objects of one folder. */
  record Page(SourceFolder folder, List<ObjectVersion> objects) {}

  WaitingObjects(int most) {
    this.most = most;
  }

  int size() {
    return all.size();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Whether there was room for it. */
  boolean add(SourceFolder folder, RecordedObject object) {
    var place = new Place(folder.bucket(), object.key());
    if (all.size() >= most && !all.containsKey(place)) {
      return false;
    }
    all.put(place, new Waiting(folder, version(folder.bucket(), object)));
    return true;
  }

  /** As a listing has it, which is how packages look for it. */
  private static ObjectVersion version(String bucket, RecordedObject object) {
    var etag = object.etag().startsWith("\"") ? object.etag() : '"' + object.etag() + '"';
    return new ObjectVersion(
        S3Uri.of(bucket, object.key(), object.version().orElse(NO_VERSION)),
        Optional.of(etag),
        object.size());
  }

  /** Takes the first, and some more of its folder; nothing must not wait. */
  Page take(int number) {
    SourceFolder folder = null;
    var taken = new ArrayList<ObjectVersion>();
    int looked = 0;
    var left = all.values().iterator();
    while (left.hasNext() && taken.size() < number && looked++ < LOOK) {
      var next = left.next();
      if (folder == null || folder.equals(next.folder())) {
        folder = next.folder();
        taken.add(next.object());
        left.remove();
      }
    }
    return new Page(folder, taken);
  }

  /** Lets objects wait once more, but for those of which another version came meanwhile. */
  void addAgain(Page page) {
    for (var object : page.objects()) {
      var place = new Place(object.location().bucket(), object.location().key());
      if (all.size() < most) {
        all.putIfAbsent(place, new Waiting(page.folder(), object));
      }
    }
  }

  /** Drops what lies in a folder, and tells how many objects these were. */
  int drop(PackagedFolder folder) {
    int before = all.size();
    all.values().removeIf(waits -> isIn(folder, waits.object().location()));
    return before - all.size();
  }

  static boolean isIn(PackagedFolder folder, S3Uri place) {
    return place.bucket().equals(folder.bucket()) && place.key().startsWith(folder.prefix());
  }

  void clear() {
    all.clear();
  }
}
