/** Interactions of users with items: reading, indexing, splitting and sampling them. */
@NullMarked
package org.ncf4j.data;

import org.jspecify.annotations.NullMarked;
