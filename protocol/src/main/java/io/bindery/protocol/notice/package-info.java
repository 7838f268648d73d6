/** Notices of S3 about objects, in every form in which they reach a queue. */
package io.bindery.protocol.notice;
