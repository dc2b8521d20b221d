/** Models that score items for users, how they are trained, and their file. */
@NullMarked
package org.ncf4j.model;

import org.jspecify.annotations.NullMarked;
