package io.bindery.deploy.aws;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The calls of AWS that are in the code of a node, as its class files have them. */
final class AwsCalls {
  private static final String SERVICES = "software.amazon.awssdk.services.";

  /** What a client has beside calls. */
  private static final Set<String> NO_CALLS =
      Set.of("builder", "create", "close", "serviceName", "serviceClientConfiguration");

  private AwsCalls() {}

  /**
   * Which classes make each call.
   *
   * @return calls such as {@code s3:headObject}; classes by their names below {@code io.bindery},
   *     of nested ones the outer
   */
  static Map<String, Set<String>> ofTheNodes() {
    var classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(
                "io.bindery.platform",
                "io.bindery.router",
                "io.bindery.packager",
                "io.bindery.exchange",
                "io.bindery.service");
    var calls = new TreeMap<String, Set<String>>();
    for (var caller : classes) {
      Stream.<JavaAccess<?>>concat(
              caller.getMethodCallsFromSelf().stream(),
              caller.getMethodReferencesFromSelf().stream())
          .filter(access -> isClient(access.getTargetOwner()))
          .filter(access -> !NO_CALLS.contains(access.getName()))
          .forEach(
              access ->
                  calls
                      .computeIfAbsent(
                          service(access.getTargetOwner()) + ":" + access.getName(),
                          it -> new TreeSet<>())
                      .add(outer(caller)));
    }
    return calls;
  }

  private static boolean isClient(JavaClass owner) {
    return owner.getName().startsWith(SERVICES) && owner.getSimpleName().endsWith("Client");
  }

  private static String service(JavaClass client) {
    return client.getPackageName().substring(SERVICES.length());
  }

  private static String outer(JavaClass caller) {
    return caller.getName().substring("io.bindery.".length()).replaceFirst("\\$.*", "");
  }
}
