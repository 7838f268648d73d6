/** Measures what reads, writes and publishes beside Alpakka, and CRC-64/NVME beside aws-crt. */
package io.bindery.bench.clients;
