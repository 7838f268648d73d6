package io.bindery.deploy;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes find one another by the API of Kubernetes: three JVMs, and a stand-in for the API. */
@Tag("chaos")
class DiscoveryTest {
  @TempDir Path work;

  @Test
  void threePodsFormAClusterPackageLoseOneAndPackageAgain() throws Exception {
    new ClusterOfPods(work).formsPackagesAndLosesOne(ProcessPods::new);
  }
}
