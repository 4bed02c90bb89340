/**
 * The wrapped server as processes: whether a program can be wrapped, starting and ending it, and what the kernel says about
 * its processes.
 *
 * <p>Decisions about connections are the core's ({@code protocol.northside.ServerProcesses}); here its answer is joined with the
 * kernel's. Start reading at {@link dev.holdfast.interceptors.process.CrashOrClose} and
 * {@link dev.holdfast.interceptors.process.WrappedServer}.
 */
@NullMarked
package dev.holdfast.interceptors.process;

import org.jspecify.annotations.NullMarked;
