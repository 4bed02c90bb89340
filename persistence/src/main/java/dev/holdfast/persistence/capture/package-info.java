/**
 * A journal's connections as a packet capture that other tools read.
 *
 * <p>The packets are made anew from what the journal knows: addresses, sequence numbers, options, times, the client's bytes. They are
 * not those that were on the wire. Start reading at {@link dev.holdfast.persistence.capture.CaptureExport}.
 */
@NullMarked
package dev.holdfast.persistence.capture;

import org.jspecify.annotations.NullMarked;
