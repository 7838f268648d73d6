package io.bindery.service.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.ContentEncoding;
import akka.http.javadsl.model.headers.HttpEncodings;
import akka.http.javadsl.model.headers.RawHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * An answer that is the same for everybody until the next version of Bindery. Browsers keep it, and
 * ask each time whether it is still the same.
 */
public final class FixedAnswer {
  private static final int TAG_DIGITS = 32;

  private final HttpEntity.Strict entity;
  private final HttpEntity.Strict compressed;
  private final String tag;

  public FixedAnswer(ContentType type, byte[] bytes) {
    this.entity = HttpEntities.create(type, bytes);
    this.compressed = HttpEntities.create(type, gzipped(bytes));
    this.tag = "\"" + HexFormat.of().formatHex(sha256(bytes)).substring(0, TAG_DIGITS) + "\"";
  }

  /** With an ETag of its content. */
  public HttpResponse answer() {
    return kept(entity, "no-cache");
  }

  /** Compressed for whoever says that it can read that. */
  public HttpResponse answer(Call call) {
    return sent(call, "no-cache");
  }

  /** For an address that names the content: browsers need not ask again. */
  public HttpResponse forEver(Call call) {
    return sent(call, "public, max-age=31536000, immutable");
  }

  /** How many bytes are sent to a browser. */
  public int compressedBytes() {
    return compressed.getData().size();
  }

  private HttpResponse sent(Call call, String caching) {
    var answer =
        call.takesGzip()
            ? kept(compressed, caching).addHeader(ContentEncoding.create(HttpEncodings.GZIP))
            : kept(entity, caching);
    return answer.addHeader(RawHeader.create("Vary", "Accept-Encoding"));
  }

  private HttpResponse kept(HttpEntity.Strict content, String caching) {
    return HttpResponse.create()
        .withEntity(content)
        .addHeader(RawHeader.create("ETag", tag))
        .addHeader(RawHeader.create("Cache-Control", caching));
  }

  private static byte[] gzipped(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
