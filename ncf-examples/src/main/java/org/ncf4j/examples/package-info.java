/** Small programs that show the library at work, and the {@code ncf} command. */
@NullMarked
package org.ncf4j.examples;

import org.jspecify.annotations.NullMarked;
