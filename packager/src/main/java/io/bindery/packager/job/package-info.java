/**
 * Packages and their jobs: each accepted description is a job of one package, and a package makes
 * one revision at a time. Their table is kept by {@link io.bindery.packager.tables}.
 */
package io.bindery.packager.job;
