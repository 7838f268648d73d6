/** How a node finds its cluster, joins it, and what Kubernetes is told and asked. */
package io.bindery.service.cluster;
