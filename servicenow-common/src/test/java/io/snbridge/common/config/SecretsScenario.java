/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that may go well and wrong with credentials, with all logs on. */
final class SecretsScenario {

  private static final Logger LOG = LoggerFactory.getLogger(SecretsScenario.class);

  private SecretsScenario() {}

  public static void main(String[] arguments) throws Exception {
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(
          StubInstance.json(
              200,
              "{\"result\":[],\"access_token\":\"leak-access\",\"refresh_token\":\"leak-rotated\","
                  + "\"expires_in\":1800}",
              "Set-Cookie",
              "JSESSIONID=leak-cookie; Path=/"));
      for (String auth : new String[] {"basic", "api_key", "oauth2"}) {
        for (String grant : new String[] {"client_credentials", "password", "refresh_token"}) {
          run(instance, auth, grant);
        }
      }
      instance.otherwise(
          StubInstance.json(401, "{\"error_description\":\"access_denied\",\"error\":\"no\"}"));
      run(instance, "basic", "password");
      run(instance, "oauth2", "refresh_token");
      instance.otherwise(exchange -> exchange.close());
      run(instance, "oauth2", "password");
    }
  }

  private static void run(StubInstance instance, String auth, String grant) {
    Map<String, String> keys = new HashMap<>();
    keys.put("servicenow.url", "http://instance.example");
    keys.put("servicenow.proxy.url", instance.url().toString());
    keys.put("servicenow.proxy.username", "proxy");
    keys.put("servicenow.proxy.password", "leak-proxy");
    keys.put("servicenow.auth.type", auth);
    keys.put("servicenow.username", "user");
    keys.put("servicenow.password", "leak-password");
    keys.put("servicenow.api.key", "leak-key");
    keys.put("servicenow.oauth2.grant.type", grant);
    keys.put("servicenow.oauth2.client.id", "client");
    keys.put("servicenow.oauth2.client.secret", "leak-secret");
    keys.put("servicenow.oauth2.refresh.token", "leak-refresh");
    keys.put("servicenow.ssl.keystore.password", "leak-store");
    keys.put("servicenow.retry.timeout.ms", "300");
    AbstractConfig config = new AbstractConfig(ConnectionConfig.definition(), keys, true);
    System.out.println(config.values());
    System.out.println(ConnectionSettings.of(config, Connection.of(config)));
    Object connection = Connection.of(config);
    System.out.println(connection);
    System.out.println(AuthenticationSettings.of(config));
    System.out.println(OAuth2SettingsParser.of(config));
    try (ServiceNowClient client = Connection.of(config).open()) {
      for (int i = 0; i < 2; i++) {
        Reply<String> reply =
            Clients.join(client.send(Clients.get(client.baseUrl(), "/api/now/table/a")));
        if (reply instanceof Reply.NotOk<String>) {
          System.out.println(reply);
          try {
            reply.orThrow();
          } catch (RuntimeException shown) {
            LOG.error("shown", shown);
          }
        }
      }
    }
  }
}
