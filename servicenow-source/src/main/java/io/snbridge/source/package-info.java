/** The source connector, its task and its settings. */
package io.snbridge.source;
