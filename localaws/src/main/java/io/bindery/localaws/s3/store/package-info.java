/** Objects on the disk: an index in a log, contents in files. Knows nothing of HTTP. */
package io.bindery.localaws.s3.store;
