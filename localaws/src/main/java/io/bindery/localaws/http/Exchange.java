package io.bindery.localaws.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ResponseUtils;
import org.eclipse.jetty.util.Callback;

/** One request and the place for its answer. Every exchange is answered once. */
public final class Exchange {
  /** What is read of a body that nobody wants, to keep its connection. */
  private static final int MOST_SKIPPED = 1 << 20;

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final String requestId;
  private final Content.Source body;
  private final long length;

  Exchange(Request request, Response response, Callback callback) {
    this(request, response, callback, RequestId.next(), request, request.getLength());
    response.getHeaders().put("x-amz-request-id", requestId);
    response.getHeaders().put("x-amz-id-2", requestId);
  }

  private Exchange(
      Request request,
      Response response,
      Callback callback,
      String requestId,
      Content.Source body,
      long length) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.requestId = requestId;
    this.body = body;
    this.length = length;
  }

  /** The same exchange, its body already read. */
  Exchange withBody(byte[] read) {
    return new Exchange(
        request,
        response,
        callback,
        requestId,
        new ByteBufferContentSource(ByteBuffer.wrap(read)),
        read.length);
  }

  public String method() {
    return request.getMethod();
  }

  /** The path exactly as it was sent. */
  public String rawPath() {
    String path = request.getHttpURI().getPath();
    return path == null || path.isEmpty() ? "/" : path;
  }

  /** The query string exactly as it was sent; "" if none. */
  public String rawQuery() {
    String query = request.getHttpURI().getQuery();
    return query == null ? "" : query;
  }

  /** A header, or "". */
  public String header(String name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }

  public HttpFields headers() {
    return request.getHeaders();
  }

  public String requestId() {
    return requestId;
  }

  public String remoteAddress() {
    return Request.getRemoteAddr(request);
  }

  /** Whether the request carries a body. */
  public boolean hasBody() {
    return length > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
  }

  Content.Source body() {
    return body;
  }

  Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  /** The whole body, refused beyond {@code limit} bytes. Waits for it. */
  public byte[] readBody(int limit) {
    byte[] read;
    try (InputStream in = Content.Source.asInputStream(body)) {
      read = in.readNBytes(limit + 1);
    } catch (IOException e) {
      throw new AwsError(400, "IncompleteBody", "The body cannot be read: " + e);
    }
    if (read.length > limit) {
      throw new AwsError(
          413, "RequestEntityTooLarge", "The body is longer than " + limit + " bytes.");
    }
    return read;
  }

  /** The body as it comes; reading waits for the client. */
  public InputStream bodyStream() {
    return Content.Source.asInputStream(body);
  }

  /**
   * Reads what is left of a small body before a refusal: a client that is still sending may never
   * see the answer on a connection that the server closes. A client that asked to continue, or
   * sends much, is left alone. Waits for the client.
   */
  public void skipSmallBody() {
    boolean asksFirst = request.getHeaders().contains(HttpHeader.EXPECT);
    if (asksFirst || length > MOST_SKIPPED || !hasBody()) {
      return;
    }
    try {
      bodyStream().skipNBytes(MOST_SKIPPED);
    } catch (IOException e) {
      // This is its end, or the client is gone: the answer goes out as it can.
      return;
    }
  }

  /** Answers with {@code length} bytes of a stream, at the client's pace, and closes it. */
  public void answer(int status, Map<String, String> headers, long length, InputStream content) {
    begin(status);
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    try (content;
        OutputStream out = Content.Sink.asOutputStream(response)) {
      content.transferTo(out);
    } catch (IOException e) {
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }

  /** Answers a HEAD, or whatever else has no body, telling the length that a GET would have. */
  public void answer(int status, Map<String, String> headers, long length) {
    begin(status);
    headers.forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  /** Answers with a whole body. */
  public void answer(AwsResponse answer) {
    begin(answer.status());
    answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    if (!answer.contentType().isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
    }
    write(answer.body());
  }

  /** Answers with what a server behind the endpoint answered. */
  public void answer(Upstream.Answer answer) {
    begin(answer.status());
    copyHeaders(answer.headers());
    write(answer.body());
  }

  /** The connection of a body that was not read to its end closes, and the answer says so. */
  private void begin(int status) {
    response.setStatus(status);
    ResponseUtils.ensureConsumeAvailableOrNotPersistent(request, response);
  }

  void copyHeaders(HttpFields from) {
    for (HttpField field : from) {
      if (!Upstream.isHopByHop(field.getName())) {
        if (field.getHeader() == HttpHeader.DATE || field.getHeader() == HttpHeader.SERVER) {
          response.getHeaders().put(field);
        } else {
          response.getHeaders().add(field);
        }
      }
    }
  }

  /** Closes the connection without an answer, as a network does that fails. */
  void breakOff() {
    request.getConnectionMetaData().getConnection().getEndPoint().close();
    callback.failed(new EofException("The answer is lost on order."));
  }

  /** Fails the exchange; the client sees a broken connection or status 500. */
  public void fail(Throwable failure) {
    Response.writeError(request, response, callback, failure);
  }

  private void write(byte[] body) {
    if ("HEAD".equals(method())) {
      response.write(true, ByteBuffer.allocate(0), callback);
    } else {
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      response.write(true, ByteBuffer.wrap(body), callback);
    }
  }
}
