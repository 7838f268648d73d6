/**
 * Packages and their jobs: each accepted description is a job of one package, and a package makes
 * one revision at a time. {@code package_job} is the read model, or projection, of their events.
 */
package io.bindery.packager.job;
