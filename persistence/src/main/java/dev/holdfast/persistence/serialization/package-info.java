/**
 * Events as bytes, with a version in front: what one release wrote every later one can read (I10).
 *
 * <p>Fixed little-endian layouts, one small {@link dev.holdfast.persistence.serialization.EventCodec} for each event; a new event
 * is one codec, one line in {@link dev.holdfast.persistence.serialization.EventCodecs} (the compiler asks for it) and one golden
 * file. Released layouts are never edited: a change is a new version beside the old one.
 */
@NullMarked
package dev.holdfast.persistence.serialization;

import org.jspecify.annotations.NullMarked;
