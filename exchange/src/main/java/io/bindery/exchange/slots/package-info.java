/** What publications share: the jobs that may be in progress, and the turn of each data set. */
package io.bindery.exchange.slots;
