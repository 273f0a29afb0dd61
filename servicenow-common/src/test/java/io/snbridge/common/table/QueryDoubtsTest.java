/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryDoubtsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "active=true^priority=1",
        "active=true^ORactive=false^NQstateIN1,2,3^EQ",
        "assigned_to.manager.name=Fred^caller_id.emailENDSWITH@example.com",
        "variables.4a2b5c8edb1f2300bdcd7a2b5e961912=red",
        "sys_updated_onBETWEENjavascript:gs.daysAgoStart(1)@javascript:gs.daysAgoEnd(0)",
        "assigned_to=javascript:gs.getUserID()",
        "assigned_to=javascript:f('a&b=c')&&g()",
        "sys_created_onONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()",
        "sys_created_onRELATIVEGT@dayofweek@ago@2",
        "sys_created_onDATEPARTMonday@javascript:gs.datePart('dayofweek','monday','EE')",
        "assignment_groupDYNAMICd6435e965f510100a9ad2572f2b47744",
        "RLQUERYtask_ci.ci_item,>=1^Foo=bar^ENDRLQUERY^active=true",
        "GOTOnumber>=INC0010001",
        "123TEXTQUERY321=printer",
        "IR_AND_QUERY=printer",
        "JOINincident.caller_id=sys_user.sys_id!active=true",
        "numberSTARTSWITHINC^short_descriptionNOT LIKEtest^short_descriptionDOES NOT CONTAINx",
        "short_description*printer^number%01^short_description!*foo",
        "nameSAMEASlabel^stateNSAMEASother",
        "opened_atANYTHING^closed_atISEMPTY^categoryEMPTYSTRING",
        "sys_class_nameINSTANCEOFcmdb_ci_server",
        "name=R&D^short_description=Q&A = good",
        "priority<=2^priority!=5^impact>1",
        "short_descriptionLIKE100%25^nameLIKEa%b"
      })
  void whatInstancesUnderstandIsNotDoubted(String query) {
    assertThat(EncodedQuery.parse(query).doubts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PRIORITY=1^active=true|'PRIORITY=1' begins with a capital",
        "active%3Dtrue|'active%3Dtrue' looks URL-encoded",
        "active=true%5Epriority=1|'active=true%5Epriority=1' looks URL-encoded",
        "active=true&priority=1|'active=true&priority=1' has '&' in it",
        "state=1^active|'active' is neither a condition",
        "state=1^ORactive is true|'active is true' is neither a condition",
        "=true|'=true' is neither a condition",
        "'(active=true)'|'(active=true)' is neither a condition",
        "priority:1|'priority:1' is neither a condition",
        "state=1^NQ\"active=true\"|'\"active=true\"' is neither a condition"
      })
  void whatTheyWouldIgnoreIsQuoted(String query, String doubt) {
    assertThat(EncodedQuery.parse(query).doubts()).singleElement().asString().startsWith(doubt);
  }

  @Test
  void questionMarkOfAUrlIsRefused() {
    assertThatThrownBy(() -> EncodedQuery.parse("?active=true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'?active=true'");
    assertThatThrownBy(() -> EncodedQuery.parse("state=1^NQ?active=true"))
        .hasMessageContaining("'?active=true'");
  }
}
