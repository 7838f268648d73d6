package io.bindery.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image, as containers of this machine. {@code deploy/image/check} builds it and runs this with
 * {@code -Dbindery.image}.
 */
@Tag("chaos")
class ImageTest {
  private static final String IMAGE = System.getProperty("bindery.image", "");

  @TempDir Path work;

  @Test
  void threeContainersFormAClusterPackageLoseOneAndPackageAgain() throws Exception {
    assumeImage();
    new ClusterOfPods(work)
        .formsPackagesAndLosesOne((account, conf) -> new ContainerPods(IMAGE, account, conf));
  }

  @Test
  void itRunsWithoutRightsAndSaysWhatIsInIt() {
    assumeImage();
    var user = ContainerPods.podman("image", "inspect", "--format", "{{.Config.User}}", IMAGE);
    assertThat(user.strip()).isEqualTo("10001:10001");
    assertThat(ContainerPods.podman("image", "inspect", "--format", "{{.Config.Labels}}", IMAGE))
        .contains("io.bindery.sbom:/opt/bindery/sbom.cyclonedx.json", "Apache-2.0");
    var version = run("--version");
    assertThat(version).contains("bindery ");
    // Memory and processors are those of the container, and the archive of classes is taken.
    var java = java("-Xshare:on", "-Xlog:cds*=info", "-XX:+PrintFlagsFinal", "-version");
    assertThat(java).containsPattern("MaxRAMPercentage += 60");
    assertThat(java).containsPattern("bool ExitOnOutOfMemoryError += true");
    assertThat(java).containsPattern("bool HeapDumpOnOutOfMemoryError += false");
    assertThat(java).containsPattern("size_t MaxHeapSize += 3[0-9]{8}");
    assertThat(java).contains("/opt/bindery/bindery.jsa");
  }

  private static void assumeImage() {
    Assumptions.assumeFalse(
        IMAGE.isEmpty(), "no image: deploy/image/check builds one and runs this test");
  }

  private static String run(String... arguments) {
    return container(IMAGE, arguments);
  }

  private static String java(String... options) {
    var all = new java.util.ArrayList<String>();
    all.add("@/opt/bindery/jvm.options");
    all.addAll(java.util.List.of(options));
    return container("--entrypoint=/opt/java/bin/java " + IMAGE, all.toArray(String[]::new));
  }

  private static String container(String image, String... arguments) {
    var line = new java.util.ArrayList<String>();
    line.addAll(
        java.util.List.of(
            "run",
            "--rm",
            "--network",
            "none",
            "--read-only",
            "--cap-drop",
            "ALL",
            "--memory",
            "512m"));
    line.addAll(java.util.List.of("--ulimit", "nofile=4096:4096", "--ulimit", "nproc=4096:4096"));
    line.addAll(java.util.List.of(image.split(" ")));
    line.addAll(java.util.List.of(arguments));
    return ContainerPods.podman(line.toArray(String[]::new));
  }
}
