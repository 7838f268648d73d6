/** How publications are asked for: by notices of manifest buckets, and by requests. */
package io.bindery.exchange.intake;
