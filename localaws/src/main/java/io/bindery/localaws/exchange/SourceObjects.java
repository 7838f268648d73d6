package io.bindery.localaws.exchange;

import java.util.OptionalLong;

/** The objects that can be imported. */
public interface SourceObjects {
  boolean hasBucket(String bucket);

  /** The size in bytes of an object as it is now, if there is one. */
  OptionalLong sizeOf(String bucket, String key);
}
