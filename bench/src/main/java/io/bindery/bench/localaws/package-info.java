/** Measures the S3 that {@code bindery up} offers. */
package io.bindery.bench.localaws;
