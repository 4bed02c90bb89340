/** Generated journals, and what the inspection says about sound and damaged ones. */
@NullMarked
package dev.holdfast.persistence.inspect;

import org.jspecify.annotations.NullMarked;
