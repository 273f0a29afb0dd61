/**
 * A ServiceNow instance that starts in a second: in a test, in a JVM beside others, or from the
 * command line. {@link io.snbridge.emulator.ServiceNowEmulator} is the way in for Java, {@link
 * io.snbridge.emulator.ServiceNowEmulatorExtension} for JUnit, {@code EmulatorMain} for a shell.
 *
 * <p>It behaves as instances were seen to behave, traps included: ACLs after the limit, invalid
 * query parts ignored, ties in no order, sessions that drop what queues too long, and every bad
 * answer on demand. It shares no code with the connectors, so that a mistake of theirs cannot hide
 * here.
 *
 * <p>Requests go from {@code http} (sessions, faults, the wire) to {@code api} (authentication, the
 * Table API and its siblings) to {@code query} (the encoded query language) and {@code store} (rows
 * and their indexes). The packages below this one are its inside.
 */
package io.snbridge.emulator;
