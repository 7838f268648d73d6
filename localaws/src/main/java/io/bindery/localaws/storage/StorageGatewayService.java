package io.bindery.localaws.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.Faults;
import io.bindery.localaws.http.AwsError;
import io.bindery.localaws.http.AwsRequest;
import io.bindery.localaws.http.AwsResponse;
import io.bindery.localaws.http.AwsService;
import io.bindery.localaws.http.JsonErrors;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Storage Gateway's RefreshCache (JSON 1.1), for one gateway with every file share that is asked
 * for. It refreshes nothing, but takes its time, takes two at once as AWS does, and tells
 * EventBridge of the end. It knows ListFileShares once a test has said which shares there are. In
 * memory only.
 */
public final class StorageGatewayService implements AwsService, AutoCloseable {
  private static final Pattern SHARE =
      Pattern.compile("arn:aws:storagegateway:[a-z0-9-]+:[0-9]{12}:share/share-[0-9A-Za-z]+");
  private static final int AT_ONCE = 2;
  private static final int PAGE = 100;
  private static final int MOST_FOLDERS = 50;

  /** A call that was taken. */
  public record Refresh(
      String share,
      List<String> folders,
      boolean recursive,
      String notificationId,
      Instant started) {}

  private final Consumer<ObjectNode> events;
  private final Faults faults;
  private final String account;
  private final String region;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "localaws-storage-gateway");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Refresh> taken = new ArrayList<>();
  private Optional<Map<String, String>> shares = Optional.empty();
  private int running;
  private int most;
  private Duration takes = Duration.ofMillis(100);

  public StorageGatewayService(
      Consumer<ObjectNode> events, Faults faults, String account, String region) {
    this.events = events;
    this.faults = faults;
    this.account = account;
    this.region = region;
  }

  /** How long refreshes take from now on. */
  public synchronized void takes(Duration duration) {
    takes = duration;
  }

  /** The shares that there are from now on, with the state of each, such as AVAILABLE. */
  public synchronized void has(Map<String, String> states) {
    shares = Optional.of(new TreeMap<>(states));
  }

  /** Every refresh that was taken, the first one first. */
  public synchronized List<Refresh> taken() {
    return List.copyOf(taken);
  }

  /** How many ran at once at most. */
  public synchronized int mostAtOnce() {
    return most;
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    if (request.target().equals("ListFileShares") && shares.isPresent()) {
      return listFileShares(request.json());
    }
    if (!request.target().equals("RefreshCache")) {
      throw new AwsError(
          400,
          "UnknownOperationException",
          "The local Storage Gateway does not know the operation '" + request.target() + "'.");
    }
    if (faults.takeRefreshFailure()) {
      throw new AwsError(500, "InternalServerError", "Failed on order.");
    }
    return refreshCache(request.json());
  }

  private synchronized AwsResponse listFileShares(JsonNode in) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode list = answer.putArray("FileShareInfoList");
    String last = in.path("Marker").asText();
    int limit = in.path("Limit").asInt(PAGE);
    for (Map.Entry<String, String> share : shares.orElseThrow().entrySet()) {
      if (list.size() == limit) {
        return AwsResponse.json(200, answer.put("NextMarker", last));
      }
      if (share.getKey().compareTo(in.path("Marker").asText()) > 0) {
        last = share.getKey();
        list.addObject()
            .put("FileShareARN", last)
            .put("FileShareStatus", share.getValue())
            .put("FileShareType", "NFS");
      }
    }
    return AwsResponse.json(200, answer);
  }

  private synchronized AwsResponse refreshCache(JsonNode in) {
    String share = in.path("FileShareARN").asText();
    if (!SHARE.matcher(share).matches()) {
      throw invalid("The specified file share was not found: " + share);
    }
    List<String> folders = new ArrayList<>();
    in.path("FolderList").forEach(folder -> folders.add(folder.asText()));
    if (folders.isEmpty()) {
      folders.add("/");
    }
    if (folders.size() > MOST_FOLDERS || folders.stream().anyMatch(f -> !f.startsWith("/"))) {
      throw new AwsError(
          400, "ValidationException", "FolderList must have 1 to 50 folders from the root on.");
    }
    if (running >= AT_ONCE) {
      throw invalid("Too many requests have been sent to server.");
    }
    running++;
    most = Math.max(most, running);
    Refresh refresh =
        new Refresh(
            share,
            List.copyOf(folders),
            in.path("Recursive").asBoolean(true),
            UUID.randomUUID().toString(),
            Instant.now());
    taken.add(refresh);
    ScheduledFuture<?> unused =
        timer.schedule(() -> end(refresh), takes.toMillis(), TimeUnit.MILLISECONDS);
    return AwsResponse.json(
        200,
        JsonNodeFactory.instance
            .objectNode()
            .put("FileShareARN", share)
            .put("NotificationId", refresh.notificationId()));
  }

  private void end(Refresh refresh) {
    synchronized (this) {
      running--;
    }
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("version", "0")
            .put("id", UUID.randomUUID().toString())
            .put("detail-type", "Storage Gateway Refresh Cache Event")
            .put("source", "aws.storagegateway")
            .put("account", account)
            .put("time", now)
            .put("region", region);
    event.putArray("resources").add(refresh.share());
    ObjectNode detail = event.putObject("detail");
    detail
        .put("event-type", "refresh-complete")
        .put("notification-id", refresh.notificationId())
        .put("started", refresh.started().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("completed", now);
    refresh.folders().forEach(detail.putArray("folderList")::add);
    try {
      events.accept(event);
    } catch (RejectedExecutionException e) {
      // The services are being closed.
    }
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidGatewayRequestException", message);
  }

  @Override
  public AwsResponse refusal(AwsError error, String requestId) {
    return JsonErrors.body(error.status(), error.code(), error.getMessage());
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
