package io.bindery.localaws.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What Jetty refuses before a service sees it, such as a path that cannot be decoded or headers
 * that are too long: told in XML, as S3 does, for an SDK cannot read a page of HTML.
 */
final class RefusedEarly extends ErrorHandler {
  private static final HttpField XML = new HttpField(HttpHeader.CONTENT_TYPE, "application/xml");

  /** Of any method, not only of those that show pages. */
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      String message,
      Throwable cause,
      Callback callback) {
    String id = RequestId.next();
    response.getHeaders().put("x-amz-request-id", id);
    response.getHeaders().put(XML);
    response.write(true, document(status, message, id), callback);
  }

  private static ByteBuffer document(int status, String message, String id) {
    String reason = HttpStatus.getMessage(status);
    String text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>"
            + Xml.element("Code", reason.replaceAll("[^A-Za-z]", ""))
            + Xml.element("Message", message == null ? reason : message)
            + Xml.element("RequestId", id)
            + "</Error>";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
