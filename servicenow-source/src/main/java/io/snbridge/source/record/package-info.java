/** Rows become source records. Knows nothing of requests. */
package io.snbridge.source.record;
