/**
 * What the documents tell a reader to type is typed: every command in them is taken out of the text, held against the tree of commands,
 * and run, here or in the test that is named for it. Start at {@link dev.holdfast.tests.documents.Documents} (what counts as a command)
 * and {@link dev.holdfast.tests.documents.Elsewhere} (what is not run here, and why).
 */
@NullMarked
package dev.holdfast.tests.documents;

import org.jspecify.annotations.NullMarked;
