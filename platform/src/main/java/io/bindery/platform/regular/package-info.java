/** Work that each node does for itself by its clock, until it stops. */
package io.bindery.platform.regular;
