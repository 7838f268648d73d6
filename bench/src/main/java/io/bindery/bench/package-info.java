/** The command {@code bench}: what Bindery does in a second, beside others on the same database. */
package io.bindery.bench;
