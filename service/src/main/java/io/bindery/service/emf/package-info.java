/**
 * The figures of a node for Amazon CloudWatch, as lines of its embedded metric format. Whatever
 * carries the output of a container to CloudWatch Logs carries them; no agent and no call of AWS is
 * needed.
 */
package io.bindery.service.emf;
