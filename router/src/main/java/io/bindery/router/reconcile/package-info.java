/**
 * Finds objects of which no notice came, by listing a bucket and comparing it with what was
 * recorded.
 */
package io.bindery.router.reconcile;
