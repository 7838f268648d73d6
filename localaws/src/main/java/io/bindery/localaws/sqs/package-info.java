/** SQS: ElasticMQ behind the endpoint, its queues and messages kept on disk. */
package io.bindery.localaws.sqs;
