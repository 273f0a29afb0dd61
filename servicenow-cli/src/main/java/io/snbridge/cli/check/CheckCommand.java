/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.cli.connector.ConnectorSource;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.Progress;
import io.snbridge.common.config.Connection;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.config.HourlyNeed;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks an instance all that matters to a configuration; writes nothing. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a configuration: by itself, and against its instance. It tells what a validation",
      "tells, and what takes longer: hidden rows, sizes, speed, requests an hour. Nothing is written."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  servicenow-kafka check source-incidents.json",
      "  servicenow-kafka check --connect http://localhost:8083 source-incidents --json"
    })
public final class CheckCommand implements Callable<Integer> {

  @Mixin private Output output = new Output();
  @Mixin private ConnectorSource source = new ConnectorSource();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long the instance may take for an answer; ${DEFAULT-VALUE} by default.")
  private int timeoutSeconds;

  @Override
  public Integer call() throws InterruptedException {
    if (timeoutSeconds < 1) {
      throw CommandException.decide(
          "'--timeout' is %d, it must be at least 1".formatted(timeoutSeconds));
    }
    ConnectorSettings settings = source.read(output);
    Findings findings = new Findings();
    Settings keys = new Settings(settings, findings);
    keys.alone();
    if (!findings.hasErrors()) {
      ask(settings, keys, findings);
    }
    output.answer(findings.json(settings.name()), findings.text());
    return findings.exitCode();
  }

  private void ask(ConnectorSettings settings, Settings keys, Findings findings)
      throws InterruptedException {
    Connection connection = Connection.of(settings.properties());
    Duration time = Duration.ofSeconds(timeoutSeconds);
    Clock clock = Clock.systemUTC();
    try (ServiceNowClient client = connection.openBriefly(time, LogContext.current());
        Progress progress = Progress.of("checking", -1)) {
      Probing probing = new Probing(new TableApi(client));
      progress.doing("sign-in");
      SignIn signIn = new SignIn(probing, client.clock(), clock, findings);
      if (!signIn.isDone()) {
        return;
      }
      progress.doing("rights");
      keys.withInstance();
      new Rights(probing, findings).run();
      signIn.time();
      if (settings.kind() == ConnectorKind.SOURCE) {
        SourceConfig config = SourceConfig.parse(settings.properties());
        for (TableConfig table : config.tables()) {
          progress.doing(table.alias());
          new TableMeasure(probing.with(table.options()), table, clock.instant(), findings).run();
        }
        if (!config.entries().patterns().isEmpty()) {
          findings.note(
              "tables",
              "tables that match %s are not measured, and 'requests' does not count them"
                  .formatted(config.entries().patterns()));
        }
        requests(config, findings);
      }
    }
  }

  private static void requests(SourceConfig config, Findings findings) {
    HourlyNeed need = HourlyNeed.of(config.tables());
    Optional<String> shortage = need.shortage(config.connection().maxRequestsPerHour());
    if (shortage.isPresent()) {
      findings.warning("requests", shortage.get());
    } else {
      findings.note(
          "requests",
          String.format(
              Locale.ROOT,
              "polls need some %,.0f requests an hour if nothing changes, and %,.0f if every table does at each poll",
              need.ifIdle(),
              need.ifBusy()));
    }
  }
}
