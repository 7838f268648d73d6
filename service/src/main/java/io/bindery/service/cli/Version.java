package io.bindery.service.cli;

import io.bindery.service.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** What {@code bindery --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    var build = BuildInfo.current();
    return new String[] {
      "bindery %s (Akka %s, Java %d)".formatted(build.version(), build.akka(), build.java())
    };
  }
}
