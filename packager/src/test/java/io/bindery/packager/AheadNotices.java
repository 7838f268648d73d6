package io.bindery.packager;

import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.receptionist.Receptionist;
import io.bindery.packager.world.World;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.platform.ahead.RecordedObjects.RecordedObject;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Tells of objects as the router does when their notices are recorded, and what came of it. */
record AheadNotices(World world, ActorSystem<?> node) {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Puts an object, and tells of it. */
  PutObjectResponse upload(String bucket, String folder, String path, byte[] content) {
    var key = folder + path;
    var put =
        world
            .s3()
            .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
            .join();
    tell(bucket, folder, key, put.versionId(), put.eTag(), content.length);
    return put;
  }

  void tell(String bucket, String folder, String key, String version, String etag, long size) {
    await().atMost(PATIENCE).until(() -> !hashers(bucket).isEmpty());
    var offer =
        new RecordedObjects(
            bucket,
            folder,
            List.of(
                new RecordedObject(
                    key, Optional.ofNullable(version), etag.replace("\"", ""), size)));
    hashers(bucket).forEach(hasher -> hasher.tell(offer));
  }

  /** Who hashes objects of a bucket ahead. */
  Set<ActorRef<AheadMessage>> hashers(String bucket) {
    var key = AheadMessage.key(bucket);
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            node.receptionist(), to -> Receptionist.find(key, to), PATIENCE, node.scheduler())
        .toCompletableFuture()
        .join()
        .getServiceInstances(key);
  }

  void awaitHashed(String folder, int versions) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                world
                        .query(
                            "SELECT * FROM object_checksum WHERE key LIKE '%s%%'".formatted(folder))
                        .size()
                    == versions);
  }

  /** How many objects were left to their package for this reason. */
  double dropped(String reason) {
    return counted("bindery.ahead.dropped", reason);
  }

  /** How many pauses were made for this reason. */
  double paused(String reason) {
    return counted("bindery.ahead.pauses", reason);
  }

  private double counted(String meter, String reason) {
    return Meters.get(node).registry().get(meter).tag("reason", reason).counter().count();
  }
}
