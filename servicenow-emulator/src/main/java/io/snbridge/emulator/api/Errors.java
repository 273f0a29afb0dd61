/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;

/** The errors of servicenow-api.md §3. */
final class Errors {
  private Errors() {}

  static Answer unauthorized() {
    return Answer.error(401, "User Not Authenticated", "Required to provide Auth information")
        .with("WWW-Authenticate", "BASIC realm=\"Service-now\"");
  }

  static Answer noRecord() {
    return Answer.error(
        404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval");
  }

  /** Version 1 of the Table API about a list without rows (KB0551763). */
  static Answer noRecords() {
    return Answer.error(
        404,
        "No Record found",
        "Records matching query not found. Check query parameter or offset parameter");
  }

  static Answer invalidTable(String table) {
    return Answer.error(400, "Invalid table " + table, "Table " + table + " does not exist");
  }

  static Answer noResource() {
    return Answer.error(400, "Requested URI does not represent any resource", "");
  }

  static Answer queryDenied() {
    return Answer.error(403, "Insufficient rights to query records", "");
  }

  /** A transaction quota has ended it. */
  static Answer cancelled() {
    String said = "Transaction cancelled: maximum execution time exceeded";
    return Answer.error(500, said, said + " Check logs for error trace");
  }

  static Answer refused(String detail) {
    return Answer.error(403, "Operation Failed", detail);
  }

  static Answer methodNotAllowed(String method) {
    return Answer.error(405, "Method not supported", "Method " + method + " is not supported here");
  }

  static Answer badRequest(String detail) {
    return Answer.error(400, "Exception while reading request", detail);
  }
}
