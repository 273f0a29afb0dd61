/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import java.util.List;

/**
 * Recommends tables, for a UI's list: an instance has thousands, most of them its own. Those that
 * people read are tasks, what they refer to, and tables that someone made.
 */
public record TableRecommender(ConfigErrors errors) implements Probe {

  private static final int MOST = 100;

  private static final EncodedQuery READ_BY_PEOPLE =
      EncodedQuery.parse(
          "super_class.name=task"
              + "^NQnameINtask,cmdb_ci,cmdb_ci_server,cmdb_ci_service,cmdb_rel_ci,sys_user,sys_user_group,sys_user_grmember,cmn_location,cmn_department,core_company,alm_asset,kb_knowledge,sc_req_item,sc_task,sys_audit,sys_journal_field"
              + "^NQnameSTARTSWITHu_^NQnameSTARTSWITHx_");

  @Override
  public String about() {
    return "the instance";
  }

  @Override
  public void ask(ProbeContext probeContext) throws InterruptedException {
    List<String> names =
        probeContext
            .tables()
            .page(
                new PageRequest(
                    "sys_db_object",
                    READ_BY_PEOPLE.orderBy("name"),
                    List.of("name"),
                    MOST,
                    0,
                    false,
                    DisplayValue.FALSE))
            .rows()
            .stream()
            .flatMap(row -> row.value("name").stream())
            .filter(Validators::isTable)
            .distinct()
            .sorted()
            .toList();
    errors.recommend(SourceKeys.TABLES, names);
  }
}
