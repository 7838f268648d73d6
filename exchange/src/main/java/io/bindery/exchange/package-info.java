/** The publisher for AWS Data Exchange: from a manifest to a plan of its revisions. */
package io.bindery.exchange;
