/** What the packages of a bucket or of some of its folders are like, as settings say. */
package io.bindery.packager.policy;
