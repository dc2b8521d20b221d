/** Kernels, hashing and tensor files. Not part of the API: anything here may change at any time. */
@NullMarked
package org.ncf4j.internal;

import org.jspecify.annotations.NullMarked;
