package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.Vitals;
import dev.holdfast.config.Settings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.process.NativeFiles;
import java.util.concurrent.Executor;

/**
 * What every part of a node uses.
 *
 * @param blocking for whatever may wait: starting processes, reading a disk, changing the host
 */
record NodeContext(
        Settings settings, EventLoop loop, Executor blocking, NativeFiles natives, NodeActors actors, Vitals vitals) {}
