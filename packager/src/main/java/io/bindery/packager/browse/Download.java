package io.bindery.packager.browse;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akka.util.ByteString;
import java.util.Optional;

/**
 * The bytes of a file on their way.
 *
 * @param bytes to be read once; reading it, or giving it up, ends the download
 * @param length how many there are
 * @param size of the whole file
 * @param range which part they are; absent if they are all
 * @param picture the media type, if it may be shown in a page
 */
public record Download(
    Source<ByteString, NotUsed> bytes,
    long length,
    long size,
    Optional<ByteRange> range,
    Optional<String> picture) {}
