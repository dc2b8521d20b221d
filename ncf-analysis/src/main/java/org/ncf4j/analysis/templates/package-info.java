/** The report's page: its template, compiled into this package, and what the template is given. Not for users. */
@NullMarked
package org.ncf4j.analysis.templates;

import org.jspecify.annotations.NullMarked;
