/** Whether a node has a place in its cluster, and the cluster the database to itself. */
package io.bindery.platform.cluster;
