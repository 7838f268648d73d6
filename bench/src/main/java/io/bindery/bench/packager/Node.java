package io.bindery.bench.packager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.child.ChildJvm;
import io.bindery.bench.s3.ObjectSet;

/** A running {@link NodeMain}. */
final class Node implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildJvm process;

  Node(ChildJvm process) {
    this.process = process;
    var unused = process.answer();
  }

  /** Makes a package of all objects of a bucket. */
  Work pack(String bucket) {
    return work(process.ask("package " + source(bucket)));
  }

  /** The same; answers how much heap was live at most, in MiB. */
  double liveHeap(String bucket) {
    return Double.parseDouble(process.ask("heap " + source(bucket)));
  }

  /** Lists all objects of a bucket. */
  Work list(String bucket) {
    return work(process.ask("list " + bucket + " " + ObjectSet.PREFIX));
  }

  /** Begins to make a package; answers with the job. */
  String submit(String bucket) {
    return process.ask("submit " + source(bucket));
  }

  /** Waits until a job is done. */
  void await(String job) {
    process.ask("await " + job);
  }

  void kill() {
    process.kill();
  }

  private static String source(String bucket) {
    return "s3://" + bucket + "/" + ObjectSet.PREFIX + " bench/" + bucket;
  }

  static Work work(String json) {
    try {
      return JSON.readValue(json, Work.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(json, e);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
