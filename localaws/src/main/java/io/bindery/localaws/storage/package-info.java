/** File gateways, as far as they are told to look at S3 again. */
package io.bindery.localaws.storage;
