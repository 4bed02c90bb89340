@NullMarked
package dev.holdfast.actors.cli.journal;

import org.jspecify.annotations.NullMarked;
