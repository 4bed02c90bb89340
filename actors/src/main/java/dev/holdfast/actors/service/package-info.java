/**
 * The life of a service's server program: started under the shim, watched, started again, and its connections brought back.
 *
 * <p>{@link dev.holdfast.actors.service.ServerSupervisor} is the actor that starts and stops processes;
 * {@link dev.holdfast.actors.service.ServiceRuntime} is what the packet path sees of a service; {@code ConnectionRescue} decides
 * which connection is replayed when. All run on the loop's thread, only the starting of a process does not.
 */
@NullMarked
package dev.holdfast.actors.service;

import org.jspecify.annotations.NullMarked;
