package io.bindery.bench.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;

/** A manifest of very many objects with keys of 900 bytes, in no order, made as it is read. */
final class ManifestText extends InputStream {
  /** A number that has no factor in common with a count of lines scatters them. */
  private static final long SCATTER = 7_368_787;

  private static final String FOLDER = "run-folder-of-a-long-name/".repeat(33);

  private final int lines;
  private int next = -1;
  private byte[] part = {};
  private int at;

  ManifestText(int lines) {
    this.lines = lines;
  }

  @Override
  public int read() {
    return at == part.length && !more() ? -1 : part[at++] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (at == part.length && !more()) {
      return -1;
    }
    int count = Math.min(length, part.length - at);
    System.arraycopy(part, at, bytes, offset, count);
    at += count;
    return count;
  }

  private boolean more() {
    if (next > lines) {
      return false;
    }
    part = line().getBytes(UTF_8);
    at = 0;
    next++;
    return true;
  }

  private String line() {
    if (next < 0) {
      return "{\"asset_list\": [\n";
    }
    if (next == lines) {
      return "], \"dataset_id\": \"%s\"}".formatted("a1".repeat(16));
    }
    return "%s{\"Bucket\": \"%s\", \"Key\": \"instrument/%s%09d.fastq.gz\"}\n"
        .formatted(next == 0 ? "" : ",", Account.BUCKET, FOLDER, next * SCATTER % lines);
  }
}
