package io.bindery.localaws.s3.wire;

import io.bindery.localaws.http.AwsError;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The content of a request: decoded, given on as it comes, and compared with all that the request
 * says of it (length, MD5, SHA-256 of the signature, checksum in a header or behind the content).
 */
public final class Payload {
  /** Where the content goes. */
  public interface Sink {
    void write(byte[] bytes, int length);
  }

  /**
   * What the content turned out to be.
   *
   * @param md5 in hexadecimal digits
   * @param checksums in Base64, of the algorithms that were asked for or told
   */
  public record Outcome(long size, String md5, Map<Algorithm, String> checksums) {}

  private static final int BUFFER = 64 << 10;

  private final UnaryOperator<String> headers;
  private final InputStream body;

  /**
   * The content of a request.
   *
   * @param headers a header by its name, or ""
   */
  public Payload(UnaryOperator<String> headers, InputStream body) {
    this.headers = headers;
    this.body = body;
  }

  /** The algorithm that the request names or sends a checksum of. */
  public Optional<Algorithm> algorithm() {
    List<Algorithm> told =
        Arrays.stream(Algorithm.values())
            .filter(a -> !headers.apply(a.header()).isEmpty() || inTrailer(a))
            .toList();
    if (told.size() > 1) {
      throw new AwsError(
          400, "InvalidRequest", "Expecting a single x-amz-checksum- header. Found several.");
    }
    if (!told.isEmpty()) {
      return Optional.of(told.get(0));
    }
    String named = headers.apply("x-amz-sdk-checksum-algorithm");
    return named.isEmpty() || named.equalsIgnoreCase("MD5")
        ? Optional.empty()
        : Optional.of(Algorithm.named(named));
  }

  private boolean inTrailer(Algorithm algorithm) {
    return Arrays.stream(headers.apply("x-amz-trailer").split(",", -1))
        .anyMatch(name -> name.strip().toLowerCase(Locale.ROOT).equals(algorithm.header()));
  }

  /** Whether the content is in the encoding aws-chunked. */
  private boolean chunked() {
    return headers.apply("x-amz-content-sha256").startsWith("STREAMING-")
        || (headers.apply("content-encoding").contains("aws-chunked")
            && !headers.apply("x-amz-decoded-content-length").isEmpty());
  }

  /**
   * Reads the content to its end.
   *
   * @param also algorithms that are computed besides the one of {@link #algorithm}
   * @throws AwsError if it is not what the request says
   */
  public Outcome pump(Sink sink, List<Algorithm> also) {
    Optional<Algorithm> told = algorithm();
    told.ifPresent(a -> requireWellFormed(a, headers.apply(a.header())));
    Map<Algorithm, Algorithm.Running> running = new EnumMap<>(Algorithm.class);
    also.forEach(a -> running.put(a, a.start()));
    told.ifPresent(a -> running.computeIfAbsent(a, Algorithm::start));
    MessageDigest md5 = Algorithm.messageDigest("MD5");
    String signed = headers.apply("x-amz-content-sha256");
    Optional<MessageDigest> sha256 =
        signed.matches("[0-9a-fA-F]{64}")
            ? Optional.of(Algorithm.messageDigest("SHA-256"))
            : Optional.empty();
    AwsChunks chunks = chunked() ? new AwsChunks(body) : null;
    long size =
        copy(
            chunks == null ? body : chunks,
            (bytes, length) -> {
              md5.update(bytes, 0, length);
              sha256.ifPresent(d -> d.update(bytes, 0, length));
              running.values().forEach(r -> r.update(bytes, length));
              sink.write(bytes, length);
            });
    requireLength(size, chunks != null);
    byte[] digest = md5.digest();
    requireMd5(digest);
    sha256.ifPresent(
        d -> {
          if (!HexFormat.of().formatHex(d.digest()).equalsIgnoreCase(signed)) {
            throw new AwsError(
                400,
                "XAmzContentSHA256Mismatch",
                "The provided 'x-amz-content-sha256' header does not match what was computed.");
          }
        });
    Map<Algorithm, String> checksums = new EnumMap<>(Algorithm.class);
    running.forEach((a, r) -> checksums.put(a, r.value()));
    told.ifPresent(a -> requireChecksum(a, checksums.get(a), chunks));
    return new Outcome(size, HexFormat.of().formatHex(digest), checksums);
  }

  private static long copy(InputStream from, Sink to) {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    try {
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        to.write(buffer, n);
        size += n;
      }
    } catch (IOException e) {
      throw new AwsError(
          400, "IncompleteBody", "The request's body ended before it was whole: " + e.getMessage());
    }
    return size;
  }

  private void requireLength(long size, boolean decoded) {
    String length = headers.apply("x-amz-decoded-content-length");
    if (decoded && !length.isEmpty() && !length.equals(Long.toString(size))) {
      throw new AwsError(
          400,
          "IncompleteBody",
          "The body has " + size + " bytes, x-amz-decoded-content-length says " + length + ".");
    }
  }

  private void requireMd5(byte[] digest) {
    String told = headers.apply("content-md5");
    if (told.isEmpty()) {
      return;
    }
    byte[] raw;
    try {
      raw = Base64.getDecoder().decode(told.strip());
    } catch (IllegalArgumentException e) {
      raw = new byte[0];
    }
    if (raw.length != digest.length) {
      throw new AwsError(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");
    }
    if (!Arrays.equals(raw, digest)) {
      throw new AwsError(
          400, "BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
  }

  private static void requireWellFormed(Algorithm algorithm, String value) {
    if (!value.isEmpty() && !algorithm.isWellFormed(value)) {
      throw new AwsError(
          400, "BadDigest", "Value for " + algorithm.header() + " header is invalid.");
    }
  }

  private void requireChecksum(Algorithm algorithm, String computed, AwsChunks chunks) {
    String told = headers.apply(algorithm.header());
    if (told.isEmpty() && inTrailer(algorithm)) {
      told = chunks == null ? "" : chunks.trailers().getOrDefault(algorithm.header(), "");
      if (!algorithm.isWellFormed(told)) {
        throw new AwsError(
            400, "BadDigest", "Value for " + algorithm.header() + " trailing header is invalid.");
      }
    }
    if (!told.isEmpty() && !told.equals(computed)) {
      throw new AwsError(
          400,
          "BadDigest",
          "The " + algorithm + " you specified did not match the calculated checksum.");
    }
  }
}
