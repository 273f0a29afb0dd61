/** Where a table has been read to: the position, its offset map, the source partitions. */
package io.snbridge.source.position;
