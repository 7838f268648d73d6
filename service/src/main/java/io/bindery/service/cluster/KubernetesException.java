package io.bindery.service.cluster;

/** Kubernetes did not answer a question of this pod, or refused it. */
final class KubernetesException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean lasting;

  /**
   * @param lasting whether the same question has no other answer a moment later
   */
  KubernetesException(String message, boolean lasting, Throwable cause) {
    super(message, cause);
    this.lasting = lasting;
  }

  boolean isLasting() {
    return lasting;
  }
}
