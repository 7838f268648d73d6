/** S3 read with distrust: listings page by page, and answers held against what was asked. */
package io.bindery.platform.s3;
