package io.bindery.localaws.http;

import io.bindery.localaws.Faults;
import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.http.ServiceRouter.Service;
import io.bindery.localaws.state.Ports;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The endpoint on 127.0.0.1. Its port is taken at once; it answers from {@link #serve} on. */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** Beyond what any operation of SQS, SNS and EventBridge allows. */
  private static final int MAX_CONTROL_BODY = 4 << 20;

  private static final int MAX_HEADER_BYTES = 64 << 10;

  /** What answers each service. */
  public record Services(
      StreamingService s3,
      StreamingService sqs,
      AwsService sns,
      AwsService events,
      AwsService storageGateway,
      RestService dataExchange,
      RestService marketplaceCatalog) {
    /** The service that tells its operations apart by method and path, if it is one of those. */
    Optional<RestService> rest(Exchange exchange) {
      return switch (ServiceRouter.route(
          exchange.header("X-Amz-Target"),
          exchange.header("Authorization"),
          "",
          exchange.rawPath())) {
        case DATA_EXCHANGE -> Optional.of(dataExchange);
        case MARKETPLACE_CATALOG -> Optional.of(marketplaceCatalog);
        default -> Optional.empty();
      };
    }
  }

  private final Server server;
  private final ServerConnector connector;
  private final ExecutorService workers;

  private Gateway(Server server, ServerConnector connector, ExecutorService workers) {
    this.server = server;
    this.connector = connector;
    this.workers = workers;
  }

  /** Takes the port; 0 takes a free one. */
  public static Gateway bind(int port) {
    QueuedThreadPool threads = new QueuedThreadPool(64, 8);
    threads.setName("localaws-http");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    // Keys hold "//", "%2F", ";" and "..": the path is the client's business and S3's.
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    http.setResponseHeaderSize(MAX_HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(300_000);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setErrorHandler(new RefusedEarly());
    try {
      connector.open();
    } catch (IOException e) {
      throw Ports.inUse(port, "the local AWS endpoint", e);
    }
    AtomicInteger count = new AtomicInteger();
    ExecutorService workers =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "localaws-worker-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    return new Gateway(server, connector, workers);
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** From here on requests are answered. */
  public void serve(Services services, Faults faults) {
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            var exchange = new Exchange(request, response, callback);
            if (!OrderedFaults.meets(exchange, faults, services)) {
              dispatch(exchange, services);
            }
            return true;
          }
        });
    try {
      server.start();
    } catch (Exception e) {
      throw new LocalAwsException("The local AWS endpoint cannot start: " + e, e);
    }
  }

  private void dispatch(Exchange exchange, Services services) {
    Optional<String> refusal =
        Access.refusal(exchange.method(), exchange.rawQuery(), exchange.headers());
    if (refusal.isPresent()) {
      exchange.answer(forbidden(refusal.get(), exchange));
      return;
    }
    String target = exchange.header("X-Amz-Target");
    String authorization = exchange.header("Authorization");
    if (target.isEmpty() && maybeQueryProtocol(exchange, authorization)) {
      workers.execute(
          () -> guarded(exchange, services.sns(), () -> queryProtocol(exchange, services)));
      return;
    }
    switch (ServiceRouter.route(target, authorization, "", exchange.rawPath())) {
      case S3 -> services.s3().handle(exchange, workers);
      case SQS -> services.sqs().handle(exchange, workers);
      case EVENTS -> workers.execute(() -> control(exchange, services.events(), target));
      case SNS -> workers.execute(() -> control(exchange, services.sns(), target));
      case STORAGE_GATEWAY ->
          workers.execute(() -> control(exchange, services.storageGateway(), target));
      case DATA_EXCHANGE -> workers.execute(() -> rest(exchange, services.dataExchange()));
      case MARKETPLACE_CATALOG ->
          workers.execute(() -> rest(exchange, services.marketplaceCatalog()));
      case UNKNOWN ->
          exchange.answer(
              JsonErrors.body(
                  400,
                  "UnknownOperationException",
                  "The local endpoint has no service for the operation '"
                      + (target.isEmpty() ? authorization : target)
                      + "'; it serves S3, SQS, SNS, EventBridge, Storage Gateway, Data Exchange and the"
                      + " Marketplace Catalog."));
    }
  }

  private static AwsResponse forbidden(String reason, Exchange exchange) {
    return AwsResponse.xml(
        403,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>"
            + Xml.element("Code", "AccessDenied")
            + Xml.element("Message", reason)
            + Xml.element("RequestId", exchange.requestId())
            + "</Error>");
  }

  /** The query protocol names its operation in the body, so that must be read before routing. */
  private static boolean maybeQueryProtocol(Exchange exchange, String authorization) {
    boolean form =
        "POST".equals(exchange.method())
            && exchange
                .header(HttpHeader.CONTENT_TYPE.asString())
                .startsWith("application/x-www-form-urlencoded");
    boolean signedForS3 =
        ServiceRouter.scope(authorization).filter(scope -> scope.startsWith("s3")).isPresent();
    return !signedForS3
        && (form || ("GET".equals(exchange.method()) && exchange.rawQuery().contains("Action=")));
  }

  private void queryProtocol(Exchange exchange, Services services) {
    byte[] body = exchange.readBody(MAX_CONTROL_BODY);
    AwsRequest request = new AwsRequest("", exchange.rawQuery(), body);
    String action = request.form().getOrDefault("Action", "");
    Service service =
        ServiceRouter.route("", exchange.header("Authorization"), action, exchange.rawPath());
    switch (service) {
      case SNS -> exchange.answer(services.sns().handle(request));
      case EVENTS -> exchange.answer(services.events().handle(request));
      default -> services.sqs().handle(exchange.withBody(body), workers);
    }
  }

  private static void control(Exchange exchange, AwsService service, String target) {
    guarded(
        exchange,
        service,
        () -> {
          byte[] body = exchange.readBody(MAX_CONTROL_BODY);
          String operation = target.substring(target.indexOf('.') + 1);
          exchange.answer(service.handle(new AwsRequest(operation, exchange.rawQuery(), body)));
        });
  }

  private static void rest(Exchange exchange, RestService service) {
    guarded(
        exchange,
        service,
        () ->
            service
                .handle(
                    new RestRequest(
                        exchange.method(),
                        exchange.rawPath(),
                        exchange.rawQuery(),
                        exchange.readBody(MAX_CONTROL_BODY)))
                .ifPresentOrElse(exchange::answer, exchange::breakOff));
  }

  private static void guarded(Exchange exchange, ErrorFormat service, Runnable work) {
    try {
      work.run();
    } catch (AwsError e) {
      exchange.answer(service.refusal(e, exchange.requestId()));
    } catch (LocalAwsException e) {
      // Such as a full disk: clients try again what is answered 503.
      LOG.warn("{} {} failed: {}", exchange.method(), exchange.rawPath(), e.getMessage());
      exchange.answer(
          service.refusal(
              new AwsError(503, "ServiceUnavailable", e.getMessage()), exchange.requestId()));
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", exchange.method(), exchange.rawPath(), e);
      exchange.answer(
          service.refusal(
              new AwsError(500, "InternalFailure", "The local service failed: " + e),
              exchange.requestId()));
    }
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The local AWS endpoint did not stop in order", e);
    } finally {
      connector.close();
      workers.shutdownNow();
    }
  }
}
