/**
 * What an operator can ask and do: why a batch did not close, or did; close it, hold it, drop it.
 */
package io.bindery.router.operator;
