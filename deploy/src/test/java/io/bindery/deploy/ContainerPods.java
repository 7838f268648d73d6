package io.bindery.deploy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Pods that are containers of the image, run by podman and runc on the network of this machine, as
 * a pod would have them: a root file system that is read only, no rights, and a limit of memory.
 */
final class ContainerPods extends Pods {
  private static final List<String> PODMAN =
      List.of("podman", "--runtime", "runc", "--cgroup-manager", "cgroupfs");

  private final String image;
  private final Path serviceAccount;
  private final Path conf;

  ContainerPods(String image, Path serviceAccount, Path conf) {
    this.image = image;
    this.serviceAccount = serviceAccount;
    this.conf = conf;
  }

  @Override
  ProcessBuilder command(String name, Map<String, String> environment) {
    var line = new ArrayList<>(PODMAN);
    line.addAll(List.of("run", "--rm", "--name", name, "--hostname", name, "--network", "host"));
    line.addAll(List.of("--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL"));
    line.addAll(List.of("--security-opt", "no-new-privileges"));
    // More files and processes than these cannot be had where limits are inherited.
    line.addAll(List.of("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"));
    line.addAll(List.of("--memory", "900m", "--tmpfs", "/tmp:rw,exec,size=512m,mode=1777"));
    line.addAll(mounted(serviceAccount, "/var/run/secrets/kubernetes.io/serviceaccount"));
    line.addAll(mounted(conf, "/etc/bindery/bindery.conf"));
    environment.forEach((variable, value) -> line.addAll(List.of("--env", variable + "=" + value)));
    line.addAll(
        List.of("--env", "JDK_JAVA_OPTIONS=-XX:MaxRAMPercentage=50 -XX:ActiveProcessorCount=2"));
    line.addAll(List.of(image, "serve", "--config", "/etc/bindery/bindery.conf"));
    return new ProcessBuilder(line);
  }

  private static List<String> mounted(Path file, String to) {
    return List.of("--volume", file + ":" + to + ":ro");
  }

  @Override
  void kill(Pod pod) {
    podman("kill", "--signal", "KILL", pod.name());
  }

  @Override
  void terminate(Pod pod) {
    podman("kill", "--signal", "TERM", pod.name());
  }

  /** Runs podman to its end; what it printed. */
  static String podman(String... arguments) {
    var line = new ArrayList<>(PODMAN);
    line.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(line).redirectErrorStream(true).start();
      var output =
          new String(
              process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(line + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
