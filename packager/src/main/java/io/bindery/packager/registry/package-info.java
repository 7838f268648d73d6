/**
 * The registry: a bucket whose {@code .quilt/} holds manifests, named by their top hash, and the
 * pointers that give them names and times.
 */
package io.bindery.packager.registry;
