/**
 * The doctor: what a host, a configuration and a command must be like for a node to do its work, each looked at before it is needed.
 *
 * <p>A check is one small class that looks at one thing and changes nothing on the host; what it finds it says in one line, with what
 * to do next. Start reading at {@link dev.holdfast.actors.doctor.Checks}, which lists them all.
 */
@NullMarked
package dev.holdfast.actors.doctor;

import org.jspecify.annotations.NullMarked;
