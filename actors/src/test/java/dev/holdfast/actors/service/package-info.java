@NullMarked
package dev.holdfast.actors.service;

import org.jspecify.annotations.NullMarked;
