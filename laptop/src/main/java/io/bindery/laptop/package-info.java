/**
 * The whole of Bindery on one machine: its database and its AWS are embedded. For trying it out and
 * for developing against it; production runs {@code bindery serve} and does not have this module.
 */
package io.bindery.laptop;
