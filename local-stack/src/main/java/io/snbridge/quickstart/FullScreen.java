/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.util.Optional;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.Signals;

/**
 * The whole terminal, redrawn in place. Used by one thread, but for {@link #happened}, which does
 * nothing: the next picture has it.
 */
final class FullScreen implements Screen {

  private final Terminal terminal;
  private final Layout layout;
  private final Display display;
  private final Attributes before;
  private final String leave;
  // Set by the signal, drawn by the thread that draws.
  private volatile boolean resized = true;
  private boolean closed;

  private FullScreen(Terminal terminal, Layout layout) {
    this.terminal = terminal;
    this.layout = layout;
    this.display = new Display(terminal, true);
    this.leave = text(Capability.cursor_normal) + text(Capability.exit_ca_mode);
    before = terminal.getAttributes();
    take();
  }

  /**
   * Takes the terminal.
   *
   * @return empty when output goes to no terminal, or to one that cannot be drawn on
   */
  static Optional<Screen> open(Addresses addresses, Hints hints) throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .systemOutput(TerminalBuilder.SystemOutput.SysOut)
            // By stty, without native code, which newer Java warns of.
            .provider(TerminalBuilder.PROP_PROVIDER_EXEC)
            // Or Ctrl-C would end this process at once, and leave what it has started behind.
            .nativeSignals(false)
            .dumb(true)
            .build();
    if (terminal.getStringCapability(Capability.enter_ca_mode) == null
        || terminal.getStringCapability(Capability.cursor_address) == null) {
      terminal.close();
      return Optional.empty();
    }
    Palette palette =
        Palette.of(System.getenv("NO_COLOR"), terminal.getNumericCapability(Capability.max_colors));
    FullScreen screen = new FullScreen(terminal, new Layout(palette, addresses, hints));
    screen.listen();
    return Optional.of(screen);
  }

  /** By itself: without native signals, the terminal tells of none. */
  private void listen() {
    Signals.register("WINCH", () -> resized = true);
    Signals.register("TSTP", this::suspend);
    Signals.register("CONT", this::resume);
  }

  private void take() {
    Attributes silent = new Attributes(before);
    silent.setLocalFlag(Attributes.LocalFlag.ECHO, false);
    // First: in the background this waits until the shell lets it go on in the foreground.
    terminal.setAttributes(silent);
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.cursor_invisible);
    resized = true;
  }

  private void giveBack() {
    // Past the library, which closes the terminal when Ctrl-C ends the process, and then writes
    // nothing more.
    System.out.print(leave);
    System.out.flush();
    terminal.setAttributes(before);
  }

  /**
   * On Ctrl-Z. The terminal has stopped what was started here, too, and lets it go on with this.
   */
  private synchronized void suspend() {
    if (closed) {
      return;
    }
    giveBack();
    try {
      new ProcessBuilder("kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
          .start()
          .waitFor();
    } catch (IOException e) {
      // Goes on.
      resume();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void resume() {
    if (!closed) {
      take();
    }
  }

  @Override
  public void happened(Flow.Event event) {}

  @Override
  public void complete() {}

  @Override
  public synchronized void show(Picture picture) {
    if (resized) {
      resized = false;
      display.resize(terminal.getSize());
      display.clear();
    }
    display.update(layout.lines(picture, display.getColumns(), display.getRows()), 0);
    terminal.flush();
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      giveBack();
      terminal.close();
    } catch (IOException | RuntimeException e) {
      // It has closed the terminal already, and given it back as it was.
    }
  }

  private String text(Capability capability) {
    String sequence = terminal.getStringCapability(capability);
    return sequence == null ? "" : Curses.tputs(sequence);
  }
}
