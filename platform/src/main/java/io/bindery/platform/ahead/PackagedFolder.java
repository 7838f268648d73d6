package io.bindery.platform.ahead;

import io.bindery.platform.serialization.CborSerializable;

/**
 * A folder whose package is being made: from now on its objects are hashed for that.
 *
 * @param prefix empty for the whole bucket, else it ends in {@code /}
 */
public record PackagedFolder(String bucket, String prefix)
    implements AheadMessage, CborSerializable {}
