/**
 * Workflows: the rules that a registry has for its packages, as Quilt defines them. Whoever may
 * write to a registry writes these rules, so that reading and applying them is bounded throughout.
 */
package io.bindery.packager.workflow;
