package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchException;
import io.bindery.bench.s3.ObjectSet;
import java.io.IOException;
import java.nio.file.Files;

/** The packager in Python, where Python 3 with boto3 is. */
final class PythonPeer {
  private static final String SCRIPT = "peer.py";

  /** As many as Bindery reads side by side. */
  private static final String THREADS = "32";

  private PythonPeer() {}

  static Work run(PackagerWorld world, String bucket) {
    try {
      var unused = Programs.run("python3", "-c", "import boto3");
    } catch (BenchException e) {
      throw new BenchException("It needs Python 3 with boto3 (apt-get install python3-boto3)", e);
    }
    try (var script = PythonPeer.class.getResourceAsStream(SCRIPT)) {
      var file = world.data().resolve(SCRIPT);
      Files.write(file, script.readAllBytes());
      var out =
          Programs.run(
              "python3",
              file.toString(),
              world.s3().endpoint().toString(),
              bucket,
              ObjectSet.PREFIX,
              PackagerWorld.REGISTRY,
              "peer/" + bucket,
              THREADS);
      return Node.work(out.strip());
    } catch (IOException e) {
      throw new BenchException("The script of the peer cannot be written", e);
    }
  }
}
