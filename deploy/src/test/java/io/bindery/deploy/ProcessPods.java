package io.bindery.deploy;

import io.bindery.service.cli.Bindery;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pods that are JVMs of this machine, with the class path of the test. */
final class ProcessPods extends Pods {
  private final Path serviceAccount;
  private final Path conf;

  ProcessPods(Path serviceAccount, Path conf) {
    this.serviceAccount = serviceAccount;
    this.conf = conf;
  }

  @Override
  ProcessBuilder command(String name, Map<String, String> environment) {
    var discovery = "-Dakka.discovery.kubernetes-api.";
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    line.add(discovery + "api-ca-path=" + serviceAccount.resolve("ca.crt"));
    line.add(discovery + "api-token-path=" + serviceAccount.resolve("token"));
    line.add(discovery + "pod-namespace-path=" + serviceAccount.resolve("namespace"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Bindery.class.getName()));
    line.addAll(List.of("serve", "--config", conf.toString()));
    var builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder;
  }

  @Override
  void kill(Pod pod) {
    pod.process().destroyForcibly();
  }

  @Override
  void terminate(Pod pod) {
    pod.process().destroy();
  }
}
