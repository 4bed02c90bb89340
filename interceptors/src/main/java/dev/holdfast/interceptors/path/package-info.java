/**
 * The packet path: frames in, wraps asked, frames out. One loop thread owns everything here.
 *
 * <p>{@link dev.holdfast.interceptors.path.PacketPath} reads both links and finds the connection;
 * {@link dev.holdfast.interceptors.path.ConnectionDriver} carries out what its wrap asks for. What lies behind, journal and
 * server process, is reached through the ports {@code ConnectionJournal} and {@code ServiceTap}. No decision is made here that
 * the pure core could make.
 */
@NullMarked
package dev.holdfast.interceptors.path;

import org.jspecify.annotations.NullMarked;
