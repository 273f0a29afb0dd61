/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The MBeans of the worker that this JVM has started. */
final class WorkerMetrics implements AutoCloseable {

  private final JMXConnector connection;

  private WorkerMetrics(JMXConnector connection) {
    this.connection = connection;
  }

  @SuppressWarnings("BanJNDI") // the address is that of a process that this test has started
  static WorkerMetrics attach(ProcessHandle worker)
      throws IOException, AttachNotSupportedException {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(worker.pid()));
    try {
      String address = machine.startLocalManagementAgent();
      return new WorkerMetrics(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    } finally {
      machine.detach();
    }
  }

  /**
   * A metric of a connector's only task.
   *
   * @param tags after the task's, each with its comma before it; or nothing
   */
  Object value(String connector, String tags, String metric) throws IOException, JMException {
    return server()
        .getAttribute(
            new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",task=0" + tags),
            metric);
  }

  /** MBeans of a connector's tasks. */
  int count(String connector) throws IOException, JMException {
    return server()
        .queryNames(
            new ObjectName("kafka.connect:type=plugins,connector=" + connector + ",*"), null)
        .size();
  }

  private MBeanServerConnection server() throws IOException {
    return connection.getMBeanServerConnection();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
