package io.bindery.laptop;

import io.bindery.localaws.LocalAws;
import io.bindery.localaws.postgres.LocalPostgres;
import java.util.HashMap;
import java.util.Map;

/** The settings of a service that does everything, on the local parts. */
final class WholeService {
  private WholeService() {}

  /**
   * A node of its own without an HTTP API.
   *
   * @param buckets that it packages, and the registries as well, with commas between
   */
  static Map<String, Object> settings(
      LocalPostgres postgres, LocalAws aws, LocalResources.Queues queues, String buckets) {
    var settings = new HashMap<String, Object>();
    settings.put("bindery.aws.endpoint", aws.endpoint().toString());
    settings.put("bindery.database.host", postgres.host());
    settings.put("bindery.database.port", postgres.port());
    settings.put("bindery.database.name", postgres.database());
    settings.put("bindery.database.user", postgres.user());
    settings.put("bindery.database.password", postgres.password());
    settings.put("bindery.database.ssl", false);
    settings.put("bindery.cluster.port", 0);
    settings.put("bindery.http.enabled", false);
    settings.put("bindery.router.queue.url", queues.notices().url());
    settings.put("bindery.router.queue.dead-letter-url", queues.notices().deadLetterUrl());
    settings.put("bindery.router.announce.bus", queues.bus());
    settings.put("bindery.packager.queue.url", queues.packager().url());
    settings.put("bindery.packager.queue.dead-letter-url", queues.packager().deadLetterUrl());
    settings.put("bindery.packager.events.bus", queues.bus());
    settings.put("bindery.packager.sources", buckets);
    settings.put("bindery.packager.registries", buckets);
    return settings;
  }
}
