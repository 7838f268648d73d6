/** Measures the HTTP API with many rows, its stream with many clients, the console and the CLI. */
package io.bindery.bench.api;
