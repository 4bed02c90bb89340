/**
 * The lab: a client, a node and a user's own server in network namespaces on one machine, made and removed by one command.
 *
 * <p>Knows the node only by its configuration file, its process and its admin socket; no packet, actor or journal is
 * touched here. Everything made bears the lab's name, so that it can be found and removed by anyone later. Start reading
 * at {@link dev.holdfast.tests.lab.Lab}.
 */
@NullMarked
package dev.holdfast.tests.lab;

import org.jspecify.annotations.NullMarked;
