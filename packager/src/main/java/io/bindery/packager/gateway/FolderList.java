package io.bindery.packager.gateway;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The folders of one call, each refreshed with all below it: none inside another, and no more than
 * a call may name. Where there are more, the folders that they have in common stand for them.
 */
final class FolderList {
  /** RefreshCache takes as many, see its API reference. */
  static final int MOST = 50;

  private static final String ROOT = "/";

  private FolderList() {}

  static List<String> of(Collection<String> folders) {
    var kept = outermost(folders);
    while (kept.size() > MOST) {
      int deepest = kept.stream().mapToInt(FolderList::depth).max().orElse(0);
      kept =
          outermost(
              kept.stream()
                  .map(folder -> depth(folder) == deepest ? parent(folder) : folder)
                  .toList());
    }
    return List.copyOf(kept);
  }

  private static Set<String> outermost(Collection<String> folders) {
    var all = new TreeSet<>(folders);
    var kept = new TreeSet<String>();
    for (var folder : all) {
      if (!isInside(folder, all)) {
        kept.add(folder);
      }
    }
    return kept;
  }

  private static boolean isInside(String folder, Collection<String> others) {
    for (var above = folder; !above.equals(ROOT); ) {
      above = parent(above);
      if (others.contains(above)) {
        return true;
      }
    }
    return false;
  }

  private static int depth(String folder) {
    return folder.equals(ROOT) ? 0 : (int) folder.chars().filter(c -> c == '/').count();
  }

  private static String parent(String folder) {
    int slash = folder.lastIndexOf('/');
    return slash <= 0 ? ROOT : folder.substring(0, slash);
  }
}
