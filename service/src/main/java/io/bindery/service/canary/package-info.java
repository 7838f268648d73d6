/**
 * The canary: a small synthetic upload that goes the whole way from S3 to a revision, at regular
 * times, so that a way that is broken in silence is found.
 */
package io.bindery.service.canary;
