/** The router: from a notice of S3 to an announced batch. */
package io.bindery.router;
