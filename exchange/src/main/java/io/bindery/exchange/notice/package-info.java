/**
 * What is told of publications: files beside their manifests, and notices to an SNS topic. Both are
 * owed from the moment that something is in the journal until they are written.
 */
package io.bindery.exchange.notice;
