/** What a node tells of itself: its cluster, queues, the last hour, and settings in force. */
package io.bindery.service.system;
