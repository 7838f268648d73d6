/**
 * {@code bindery up --nodes N}: the service as a cluster of several JVMs on one machine, all on the
 * embedded database and AWS of the one that started them.
 */
package io.bindery.laptop.node;
