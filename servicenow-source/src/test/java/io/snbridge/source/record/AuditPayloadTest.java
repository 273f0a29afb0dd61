/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditPayloadTest {

  private static final String ID = "9c573169c611228700193229fff72400";

  private final AuditPayload payload = new AuditPayload();

  @Test
  void rowIsTheElementThatHasItsId() throws Exception {
    String xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><incident><active>true</active>"
            + "<caller_id display_value=\"Joe\">681ccaf9c0a8016400b98a06818d57c7</caller_id>"
            + "<short_description>a &lt; b &amp; <![CDATA[<c>]]></short_description>"
            + "<close_notes/><sys_id>"
            + ID
            + "</sys_id></incident>";

    assertThat(payload.row(xml, ID).orElseThrow().values())
        .isEqualTo(
            Map.of(
                "active", "true",
                "caller_id", "681ccaf9c0a8016400b98a06818d57c7",
                "short_description", "a < b & <c>",
                "close_notes", "",
                "sys_id", ID));
  }

  /** As ServiceNow's export and update sets wrap rows, with another row beside it. */
  @Test
  void rowIsFoundWhateverStandsAroundIt() throws Exception {
    String xml =
        "<unload unload_date=\"2026-03-01\"><!-- x --><task action=\"DELETE\"><sys_id>0</sys_id>"
            + "<number>T1</number></task><incident action=\"INSERT_OR_UPDATE\">"
            + "<number>INC1</number><sys_id>"
            + ID.toUpperCase(java.util.Locale.ROOT)
            + "</sys_id></incident></unload>";

    assertThat(payload.row(xml, ID).orElseThrow().value("number")).contains("INC1");
    assertThat(payload.row(xml, "1").isPresent()).isFalse();
  }

  @Test
  void textThatIsNoXmlIsRefused() {
    for (String text : new String[] {"{}", "<a><b></a>", "<a>&unknown;</a>", "plain"}) {
      assertThatThrownBy(() -> payload.row(text, ID)).isInstanceOf(XMLStreamException.class);
    }
  }

  @Test
  void externalEntitiesAreNotRead(@TempDir Path folder) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "secret");
    String xml =
        "<!DOCTYPE a [<!ENTITY file SYSTEM \""
            + secret.toUri()
            + "\">]><a><sys_id>"
            + ID
            + "</sys_id><number>&file;</number></a>";
    String seen;
    try {
      seen = payload.row(xml, ID).orElseThrow().values().toString();
    } catch (XMLStreamException refused) {
      seen = refused.getMessage();
    }
    assertThat(seen).doesNotContain("secret}").doesNotContain("number=secret");
  }

  @Test
  void entitiesThatGrowAreNotExpanded() {
    String xml =
        "<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\"><!ENTITY y \"&x;&x;&x;\">]><a><sys_id>"
            + ID
            + "</sys_id><number>&y;</number></a>";

    assertThatThrownBy(() -> payload.row(xml, ID)).isInstanceOf(XMLStreamException.class);
  }
}
