/** How a watched bucket is batched: what is ignored, which keys belong together, what closes. */
package io.bindery.router.policy;
