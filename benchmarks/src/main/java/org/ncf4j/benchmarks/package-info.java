/** JMH benchmarks of the library. */
@NullMarked
package org.ncf4j.benchmarks;

import org.jspecify.annotations.NullMarked;
