/**
 * The command line: what a user types, and how every answer, table and error looks.
 *
 * <p>stdout is data, stderr is talk. Nothing here knows packets, actors or namespaces; other modules add their commands
 * through {@link dev.holdfast.actors.cli.CommandGroup}. Start reading at {@link dev.holdfast.actors.cli.Holdfast}.
 */
@NullMarked
package dev.holdfast.actors.cli;

import org.jspecify.annotations.NullMarked;
