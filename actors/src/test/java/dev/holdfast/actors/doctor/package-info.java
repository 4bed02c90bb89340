@NullMarked
package dev.holdfast.actors.doctor;

import org.jspecify.annotations.NullMarked;
