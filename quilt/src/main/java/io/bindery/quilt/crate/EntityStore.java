package io.bindery.quilt.crate;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonLimits;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.manifest.Spool;
import io.bindery.quilt.manifest.SpoolFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/** The texts of entities in a file, since there may be more than fit into memory. */
final class EntityStore implements AutoCloseable {
  private final JsonLimits limits;
  private final SpoolFile file;
  private final OutputStream out;
  private FileChannel channel;
  private long end;

  EntityStore(Spool spool, JsonLimits limits) throws IOException {
    this.limits = limits;
    this.file = spool.newFile();
    this.out = file.output();
  }

  /** Where a text is. */
  record Span(long offset, int length) {}

  Span add(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes);
    var span = new Span(end, bytes.length);
    end += bytes.length;
    return span;
  }

  /** Ends the adding. */
  void seal() throws IOException {
    out.close();
    channel = FileChannel.open(file.path(), StandardOpenOption.READ);
  }

  /** Reads a text again. Safe for use by several threads. */
  JsonObject read(Span span) {
    var bytes = ByteBuffer.allocate(span.length());
    try {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, span.offset() + bytes.position()) < 0) {
          throw new IOException("the file of entities ends too early");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (JsonObject) Json.parse(new String(bytes.array(), StandardCharsets.UTF_8), limits);
  }

  @Override
  public void close() throws IOException {
    try (file) {
      out.close();
      if (channel != null) {
        channel.close();
      }
    }
  }
}
