package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.protocol.description.WorkflowChoice;
import io.bindery.protocol.s3.S3Uri;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Keeps packages out of registries whose rules this version cannot apply. A registry has rules when
 * it has a workflow configuration.
 */
public final class WorkflowGate {
  private final S3AsyncClient s3;

  public WorkflowGate(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * Passes if the registry has no workflow configuration and the description asks for none.
   *
   * @return fails with a {@link PackagingException} otherwise
   */
  public CompletionStage<Void> check(String registry, WorkflowChoice workflow) {
    var config = S3Uri.of(registry, RegistryLayout.WORKFLOWS);
    return s3.headObject(request -> request.bucket(config.bucket()).key(config.key()))
        .handle(
            (found, failure) -> {
              if (failure == null) {
                throw PackagingException.lasting(
                    ("Registry s3://%s has workflows (%s), which this version of Bindery does not"
                            + " support: a package made without them could break the registry's"
                            + " rules. Use a registry without workflows.")
                        .formatted(registry, RegistryLayout.WORKFLOWS));
              }
              if (!Failures.isMissing(failure)) {
                throw Failures.of("Looking for " + config, failure);
              }
              if (!(workflow instanceof WorkflowChoice.Unspecified)) {
                throw PackagingException.lasting(
                    "The description %s, but registry s3://%s has no workflows: leave 'workflow' out."
                        .formatted(words(workflow), registry));
              }
              return null;
            });
  }

  private static String words(WorkflowChoice workflow) {
    return workflow instanceof WorkflowChoice.Named named
        ? "names workflow '" + named.name() + "'"
        : "chooses no workflow (workflow = \"\")";
  }
}
