/**
 * An instance on which everything goes wrong while people go on working: what the chaos tests of
 * the connectors run against.
 */
package io.snbridge.emulator.chaos;
