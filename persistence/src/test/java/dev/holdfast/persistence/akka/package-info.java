@NullMarked
package dev.holdfast.persistence.akka;

import org.jspecify.annotations.NullMarked;
