package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Follows the changes of a cluster of two nodes by real HTTP. */
class StreamTest extends StreamFixture {
  @Test
  void theLifeOfABatchIsToldOnBothNodesInOneOrder() throws IOException {
    var folder = folder();
    var here = follow(one, "").open();
    var there = follow(other, "?prefix=" + folder).open();
    assertThat(here.events().get(0).type()).isEqualTo("start");
    record(one, "lab", folder + "a");
    var opened = awaitChange(there, "opened " + folder);
    assertThat(opened.type()).isEqualTo("batch");
    assertThat(opened.text("state")).isEqualTo("open");
    assertThat(opened.data().path("v").asInt()).isEqualTo(1);
    record(other, "lab", folder + "b");
    var progress = awaitChange(there, "progress " + folder);
    var listed = get(one, "batches?bucket=lab&prefix=" + folder).path("batches").path(0);
    assertThat(listed.isObject()).isTrue();
    // The list and the stream call the same things by the same names.
    listed
        .properties()
        .forEach(
            field ->
                assertThat(progress.data().path(field.getKey()))
                    .as(field.getKey())
                    .isEqualTo(field.getValue()));
    order(one, "pause", "lab", folder);
    assertThat(awaitChange(there, "paused " + folder).text("paused_by")).isEqualTo("ada");
    order(other, "resume", "lab", folder);
    assertThat(awaitChange(there, "resumed " + folder).text("state")).isEqualTo("open");
    order(other, "flush", "lab", folder);
    awaitChange(there, "closed " + folder);
    var announced = awaitChange(there, "announced " + folder);
    assertThat(announced.text("target")).isEqualTo("event-bus");
    assertThat(announced.text("state")).isEqualTo("announced");
    var closed = get(one, "batches/closed?bucket=lab&prefix=" + folder).path("batches").path(0);
    closed
        .properties()
        .forEach(
            field ->
                assertThat(announced.data().path(field.getKey()))
                    .as(field.getKey())
                    .isEqualTo(field.getValue()));
    assertThat(there.changes().stream().map(event -> event.text("event")).distinct())
        .containsExactly("opened", "progress", "paused", "resumed", "closed", "announced");
    assertThat(there.changes().stream().allMatch(event -> event.text("prefix").equals(folder)))
        .isTrue();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        here.changes().stream()
                            .filter(event -> event.text("prefix").equals(folder))
                            .map(StreamClient.Event::id))
                    .isEqualTo(there.changes().stream().map(StreamClient.Event::id).toList()));
  }

  @Test
  void aBatchThatIsDiscardedIsTold() {
    var folder = folder();
    var client = follow(other, "?types=batch&bucket=lab&prefix=" + folder).open();
    record(one, "lab", folder + "a");
    awaitChange(client, "opened " + folder);
    order(one, "discard", "lab", folder);
    var discarded = awaitChange(client, "discarded " + folder);
    assertThat(discarded.text("discarded_by")).isEqualTo("ada");
    assertThat(discarded.data().path("files").asInt()).isEqualTo(1);
  }

  /** However often counters change, a client is told from time to time, and the last state. */
  @Test
  void countersAreToldFromTimeToTimeAndAtLastAsTheyAre() {
    var folder = folder();
    var client = follow(one, "?bucket=lab&prefix=" + folder).open();
    fixture.send(
        "PUT",
        uri(one, "buckets/lab/policy"),
        "{\"trigger\":{\"count\":100000}}",
        "Content-Type",
        "application/json");
    try {
      for (int i = 0; i < 150; i++) {
        record(i % 2 == 0 ? one : other, "lab", folder + "file-" + i);
      }
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(last(client.changes()).data().path("files").asInt()).isEqualTo(150));
      var told = client.changes();
      assertThat(told.stream().map(event -> event.data().path("files").asInt())).isSorted();
      long seconds = Duration.ofNanos(last(told).at() - told.get(0).at()).toSeconds();
      assertThat(told.size()).isLessThanOrEqualTo((int) seconds + 3);
    } finally {
      fixture.send("DELETE", uri(one, "buckets/lab/policy"), "");
    }
  }

  @Test
  void theLifeOfAJobIsTold() throws IOException {
    var folder = folder();
    fixture.put("lab", folder + "a.txt", "abc");
    var client = follow(other, "?types=job&bucket=lab&prefix=" + folder).open();
    var accepted =
        fixture.send(
            "POST",
            uri(one, "packages"),
            "{\"source_prefix\":\"s3://lab/%s\"}".formatted(folder),
            "Content-Type",
            "application/json");
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    var jobId = JSON.readTree(accepted.body()).path("job_id").asText();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.changes().stream()
                    .anyMatch(event -> List.of("done", "failed").contains(event.text("event"))));
    var told = client.changes();
    assertThat(told.stream().map(event -> event.text("event")).filter(it -> !it.equals("progress")))
        .containsExactly("received", "started", "assembled", "pushed", "done");
    assertThat(told.stream().map(event -> event.text("state")).distinct())
        .containsExactly("waiting", "assembling", "pushing", "announcing", "done");
    var job = get(one, "packages/jobs/" + jobId);
    var done = last(told).data();
    for (var field :
        List.of(
            "job_id",
            "registry",
            "package_name",
            "source",
            "state",
            "files",
            "bytes",
            "top_hash",
            "pointer",
            "accepted_at",
            "started_at",
            "updated_at",
            "finished_at")) {
      assertThat(done.path(field)).as(field).isEqualTo(job.path(field));
    }
    assertThat(done.path("bucket").asText()).isEqualTo("lab");
    assertThat(done.path("prefix").asText()).isEqualTo(folder);
  }

  @Test
  void whatWasRefusedAndWhatIsEmptyIsTold() {
    var folder = folder();
    var client = follow(one, "?types=job").open();
    fixture.send("packager", "{\"source_prefix\":\"s3://lab/%s\",\"no-such\":1}".formatted(folder));
    assertThat(awaitChange(client, "refused " + folder).text("error")).contains("no-such");
    var empty = folder();
    fixture.send(
        "POST",
        uri(one, "packages"),
        "{\"source_prefix\":\"s3://lab/%s\"}".formatted(empty),
        "Content-Type",
        "application/json");
    assertThat(awaitChange(client, "empty " + empty).text("state")).isEqualTo("empty");
  }

  @Test
  void whoComesBackToTheOtherNodeGoesOnExactlyWhereItWas() {
    var folder = folder();
    var whole = follow(one, "?prefix=" + folder).open();
    var first = follow(one, "?prefix=" + folder).open();
    for (int i = 0; i < 5; i++) {
      record(one, "lab", folder + i + "/a");
    }
    var deep = follow(other, "?prefix=" + folder).open();
    await().atMost(PATIENCE).until(() -> !first.changes().isEmpty());
    var seen = List.copyOf(first.events());
    var lastId = last(seen).id();
    first.close();
    order(other, "flush", "lab", folder);
    awaitChange(whole, "announced " + folder);
    record(other, "lab", folder + "later");
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                whole.changes().stream().filter(e -> e.text("event").equals("opened")).count()
                    == 2);
    var second = follow(other, "?prefix=" + folder, "Last-Event-ID", lastId).open();
    var all = whole.changes().stream().map(StreamClient.Event::id).toList();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              var ids = new ArrayList<String>();
              seen.stream().filter(e -> e.type().equals("batch")).forEach(e -> ids.add(e.id()));
              second.changes().forEach(e -> ids.add(e.id()));
              assertThat(ids).startsWith(all.toArray(String[]::new));
            });
    assertThat(second.gaps()).isEmpty();
    assertThat(deep.gaps()).isEmpty();
  }

  /** With a filter nothing may match for long: the place to come back to moves all the same. */
  @Test
  void thePlaceToComeBackToMovesThoughNothingIsToldAndCommentsAreSent() {
    var client = follow(one, "?bucket=imaging&prefix=nothing/").open();
    var begun = client.lastId();
    insert(5);
    await().atMost(PATIENCE).until(() -> !client.lastId().equals(begun));
    assertThat(client.changes()).isEmpty();
    assertThat(client.events()).hasSize(1);
    int comments = client.comments();
    await().atMost(PATIENCE).until(() -> client.comments() > comments + 1);
    var again = follow(other, "?types=batch,job", "Last-Event-ID", client.lastId()).open();
    var folder = folder();
    record(one, "lab", folder + "a");
    awaitChange(again, "opened " + folder);
    assertThat(again.gaps()).isEmpty();
  }

  @Test
  void onlyWhatIsAskedForIsTold() {
    var folder = folder();
    var jobs = follow(one, "?types=job&prefix=" + folder).open();
    var imaging = follow(one, "?types=batch&bucket=imaging&prefix=" + folder).open();
    var both = follow(one, "?types=job,batch&prefix=" + folder).open();
    record(one, "lab", folder + "a");
    record(one, "imaging", folder + "a");
    await().atMost(PATIENCE).until(() -> both.changes().size() >= 2);
    await().atMost(PATIENCE).until(() -> !imaging.changes().isEmpty());
    assertThat(imaging.changes().stream().map(e -> e.text("bucket")).distinct())
        .containsExactly("imaging");
    assertThat(jobs.changes()).isEmpty();
  }

  @Test
  void whatCannotBeAskedForIsRefusedByName() throws IOException {
    for (var bad :
        List.of(
            List.of("?types=batch,jobs", "types"),
            List.of("?types=", "types"),
            List.of("?bucket=a", "bucket"),
            List.of("?bucket=lab&bucket=lab", "bucket"),
            List.of("?typs=job", "typs"))) {
      var reply = fixture.get(uri(one, "stream" + bad.get(0)));
      assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
      assertThat(JSON.readTree(reply.body()).path("field").asText()).isEqualTo(bad.get(1));
    }
    for (var id : List.of("17", "x", "-", "1-2", "1-zzzzzzzz", "9999999999999999999999-00000000")) {
      var reply = fixture.get(uri(one, "stream"), "Last-Event-ID", id);
      assertThat(reply.statusCode()).as(id).isEqualTo(400);
      assertThat(JSON.readTree(reply.body()).path("field").asText()).isEqualTo("Last-Event-ID");
    }
  }

  @Test
  void anIdThatIsNotThereIsAGapAfterWhichItGoesOn() {
    var client = follow(one, "", "Last-Event-ID", "123456789-0badcafe").open();
    await().atMost(PATIENCE).until(() -> !client.gaps().isEmpty());
    assertThat(client.gaps().get(0).text("reason")).isEqualTo("unknown");
    var folder = folder();
    record(other, "lab", folder + "a");
    awaitChange(client, "opened " + folder);
    var again = follow(other, "", "Last-Event-ID", client.gaps().get(0).id()).open();
    awaitChange(again, "opened " + folder);
    assertThat(again.gaps()).isEmpty();
  }

  /** One that does not read holds up nobody, and is told that it missed something. */
  @Test
  void aSlowClientIsToldOfTheGapAndHoldsUpNobody() throws IOException {
    var fast = follow(one, "?prefix=made/").open();
    try (var socket = new java.net.Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.setSoTimeout(60_000);
      var api = one.api().orElseThrow();
      socket.connect(new java.net.InetSocketAddress(api.getHost(), api.getPort()));
      RawHttp.send(socket, "GET /api/v1/stream?prefix=made/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      int total = 0;
      for (int round = 0; round < 12; round++) {
        insert(1_000);
        total += 1_000;
        int expected = total;
        await().atMost(PATIENCE).until(() -> fast.changes().size() == expected);
      }
      assertThat(fast.gaps()).isEmpty();
      var lines =
          new java.io.BufferedReader(
              new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var numbers = new ArrayList<Integer>();
      String line;
      for (line = lines.readLine(); !line.contains("event:gap"); line = lines.readLine()) {
        int n = line.indexOf("\"n\" : ");
        if (n > 0) {
          numbers.add(Integer.parseInt(line.substring(n + 6, line.indexOf(',', n))));
        }
      }
      // What came before the gap has none.
      assertThat(numbers)
          .isEqualTo(IntStream.range(0, numbers.size()).mapToObj(i -> i % 1_000 + 1).toList());
      assertThat(numbers.size()).isLessThan(total);
      for (line = lines.readLine(); !line.startsWith("id:"); line = lines.readLine()) {
        assertThat(line).doesNotContain("event:batch");
      }
      insert(1);
      for (line = lines.readLine(); !line.startsWith("data:"); line = lines.readLine()) {
        assertThat(line).isNotNull();
      }
      assertThat(line).contains("\"n\" : 1,");
    }
  }

  @Test
  @Tag("chaos")
  void twoHundredClientsShareOneReader() {
    var many = new ArrayList<StreamClient>();
    for (int i = 0; i < 200; i++) {
      many.add(follow(other, "?prefix=" + "run-"));
    }
    many.forEach(StreamClient::open);
    double reads = metric(other, "bindery_feed_reads_total");
    long began = System.nanoTime();
    long cpu = cpuNanos();
    var folder = folder();
    for (int i = 0; i < 100; i++) {
      record(one, "lab", folder.replace("/x/", "-" + i + "/x/") + "a");
    }
    for (var client : many) {
      StreamClient.soon()
          .until(
              () ->
                  client.changes().stream().filter(e -> e.text("event").equals("opened")).count()
                      == 100);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double asked = metric(other, "bindery_feed_reads_total") - reads;
    log.info(
        "200 clients, 100 batches: {} reads in {} s, {} % of one CPU",
        asked, seconds, (cpuNanos() - cpu) / 1e7 / seconds);
    // One a tick, and one for each round of the node's own.
    assertThat(asked).isLessThan(20 * seconds + 20);
    var first = many.get(0).changes().stream().map(StreamClient.Event::id).toList();
    for (var client : many) {
      assertThat(client.changes().stream().map(StreamClient.Event::id).limit(100))
          .isEqualTo(first.subList(0, 100));
      assertThat(client.gaps()).isEmpty();
    }
  }

  @Test
  void moreClientsThanMayAreAskedToComeLater() {
    // Those of other tests may not be gone yet.
    await().atMost(PATIENCE).until(() -> metric(one, "bindery_feed_followers") == 0);
    for (int i = 0; i < 210; i++) {
      follow(one, "");
    }
    clients.forEach(StreamClient::open);
    var reply = fixture.get(uri(one, "stream"));
    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.headers().firstValue("Retry-After")).isPresent();
    assertThat(reply.body()).contains("bindery.http.stream.clients");
    // The others are served, and places become free.
    assertThat(fixture.get(uri(one, "version")).statusCode()).isEqualTo(200);
    clients.get(0).close();
    await().atMost(PATIENCE).until(() -> follow(one, "").status() == 200);
  }

  /** From the moment when the answer to a notice says that it is committed. */
  @Test
  @Tag("chaos")
  void changesAreToldSoon() {
    var client = follow(other, "?types=batch").open();
    var latencies = new ArrayList<Double>();
    for (int i = 0; i < 100; i++) {
      var folder = folder();
      var node = i % 2 == 0 ? one : other;
      record(node, "lab", folder + "a");
      long committed = System.nanoTime();
      var told = awaitChange(client, "opened " + folder);
      latencies.add((told.at() - committed) / 1e6);
    }
    var sorted = latencies.stream().sorted().toList();
    log.info(
        "from commit to event: median {} ms, p99 {} ms, longest {} ms",
        sorted.get(50),
        sorted.get(98),
        sorted.get(99));
    assertThat(sorted.get(98)).isLessThan(5_000);
  }

  @Test
  void aDatabaseThatIsAwayForAWhileLosesNothing() {
    var folder = folder();
    var here = follow(one, "?prefix=" + folder).open();
    var there = follow(other, "?prefix=" + folder).open();
    record(one, "lab", folder + "a");
    awaitChange(there, "opened " + folder);
    fixture.postgres.stop();
    fixture.postgres.start();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                fixture
                        .send(
                            "POST",
                            uri(one, "batches/flush"),
                            "{\"bucket\":\"lab\",\"prefix\":\"%s\"}".formatted(folder),
                            "Content-Type",
                            "application/json")
                        .statusCode()
                    == 200);
    for (var client : List.of(here, there)) {
      awaitChange(client, "announced " + folder);
      assertThat(client.gaps()).isEmpty();
      assertThat(client.hasEnded()).isFalse();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(here.changes().stream().map(StreamClient.Event::id).toList())
                    .isEqualTo(there.changes().stream().map(StreamClient.Event::id).toList()));
  }

  @Test
  void headIsAnsweredWithoutABody() {
    var reply = fixture.send("HEAD", uri(one, "stream"), "");
    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
  }
}
