package org.ncf4j.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.OptionalLong;

/** Times in text: whole numbers, and dates and times as ISO 8601 has them. */
final class Times {
    /** What {@link #parse} accepts, for errors. */
    static final String EXPECTED = "a whole number (of seconds since 1970, say), or a date or time of ISO 8601"
            + " (2024-05-14, 2024-05-14T09:30, 2024-05-14T09:30:00+02:00)";

    private Times() {}

    /**
     * A whole number as it is; a date (its first second) or a time in seconds since 1970, fractions cut off. Without an
     * offset it is in UTC. A blank may stand for the T.
     */
    static OptionalLong parse(String text) {
        try {
            return OptionalLong.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return isoSeconds(text);
        }
    }

    /** Whether a text is a date or a time, and no number. */
    static boolean isIso(String text) {
        return isoSeconds(text.strip()).isPresent();
    }

    private static OptionalLong isoSeconds(String text) {
        // dddd-dd-dd: cheaper than an exception for each cell that is something else
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-') {
            return OptionalLong.empty();
        }
        try {
            if (text.length() == 10) {
                return OptionalLong.of(LocalDate.parse(text).atStartOfDay().toEpochSecond(ZoneOffset.UTC));
            }
            String iso = text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
            TemporalAccessor time =
                    DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
            return OptionalLong.of(
                    time instanceof OffsetDateTime withOffset
                            ? withOffset.toEpochSecond()
                            : ((LocalDateTime) time).toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
