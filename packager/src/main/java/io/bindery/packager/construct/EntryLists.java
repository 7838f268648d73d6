package io.bindery.packager.construct;

import io.bindery.protocol.description.EntryList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where lists of entries are kept. */
public interface EntryLists {
  /**
   * The entries of a list.
   *
   * @return fails with a {@link io.bindery.packager.failure.PackagingException} if it is not kept
   *     any more
   */
  CompletionStage<List<RequestedEntry>> find(EntryList list);
}
