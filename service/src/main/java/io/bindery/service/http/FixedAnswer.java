package io.bindery.service.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.headers.RawHeader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An answer that is the same for everybody until the next version of Bindery. Browsers keep it, and
 * ask each time whether it is still the same.
 */
public final class FixedAnswer {
  private static final int TAG_DIGITS = 32;

  private final HttpEntity.Strict entity;
  private final String tag;

  public FixedAnswer(ContentType type, byte[] bytes) {
    this.entity = HttpEntities.create(type, bytes);
    this.tag = "\"" + HexFormat.of().formatHex(sha256(bytes)).substring(0, TAG_DIGITS) + "\"";
  }

  /** With an ETag of its content. */
  public HttpResponse answer() {
    return kept("no-cache");
  }

  /** For an address that names the content: browsers need not ask again. */
  public HttpResponse forEver() {
    return kept("public, max-age=31536000, immutable");
  }

  private HttpResponse kept(String how) {
    return HttpResponse.create()
        .withEntity(entity)
        .addHeader(RawHeader.create("ETag", tag))
        .addHeader(RawHeader.create("Cache-Control", how));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
