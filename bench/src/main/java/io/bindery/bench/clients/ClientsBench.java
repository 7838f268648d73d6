package io.bindery.bench.clients;

import io.bindery.bench.localaws.LocalS3;
import io.bindery.bench.s3.S3Process;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One run: what is wanted of all that is measured. */
final class ClientsBench {
  /** What can be measured alone. */
  enum Measurement {
    /** CRC-64/NVME by itself, and in the path that reads and hashes. */
    CRC,
    /** Downloads. */
    READ,
    /** Uploads in parts. */
    WRITE,
    /** Messages to a topic. */
    SNS,
    /** Keys, versions, conditions, broken bodies and uploads. */
    PROMISES
  }

  /** What was measured. */
  record Figures(List<Row> rows, List<Promise> promises) {}

  private ClientsBench() {}

  static Figures run(Path data, Set<Measurement> only, Sizes sizes, Consumer<String> progress) {
    var rows = new ArrayList<Row>();
    var promises = new ArrayList<Promise>();
    if (only.contains(Measurement.CRC)) {
      progress.accept("CRC-64/NVME in Java and by aws-crt");
      rows.addAll(Crcs.measure(sizes));
    }
    try (var s3 = S3Process.start(data.resolve("s3.log"));
        var clients = new Clients(s3.endpoint())) {
      if (only.contains(Measurement.CRC) || only.contains(Measurement.READ)) {
        var reading = new Reading(s3, clients, sizes);
        if (only.contains(Measurement.CRC)) {
          progress.accept("reading and hashing with each CRC");
          rows.addAll(reading.crc64());
        }
        if (only.contains(Measurement.READ)) {
          progress.accept("reading and hashing with each client");
          rows.addAll(reading.sha256());
          rows.add(reading.ahead());
        }
      }
      if (only.contains(Measurement.WRITE)) {
        progress.accept("uploading in parts with each client");
        rows.addAll(new Writing(s3, clients, sizes, data).measure());
      }
    }
    if (only.contains(Measurement.SNS)) {
      progress.accept("publishing with each client");
      try (var sns = LocalS3.start(data);
          var clients = new Clients(sns.endpoint())) {
        var publishing = new Publishing(clients, sizes);
        rows.addAll(publishing.measure());
        promises.add(publishing.oneRefused());
      }
    }
    if (only.contains(Measurement.PROMISES)) {
      progress.accept("trying keys, conditions, broken bodies and uploads");
      promises.addAll(Promises.check(data));
    }
    return new Figures(rows, promises);
  }
}
