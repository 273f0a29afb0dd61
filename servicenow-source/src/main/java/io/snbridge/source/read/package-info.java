/** Reads tables: snapshot ranges, stream windows, and the threads that do it. */
package io.snbridge.source.read;
