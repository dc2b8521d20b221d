package org.ncf4j.recommend;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many items to recommend, and which are eligible: those that were not seen (unless asked for), are on the allow list
 * (if there is one), are not on the deny list, and pass the filter. Immutable; the filter must be thread-safe if the
 * options are used by several threads.
 *
 * @param n how many items at most; at least 1
 * @param includeSeen whether items that the user has seen are eligible too
 * @param allow the external ids of all items that are eligible, or null if all are; ids that are not known are ignored
 * @param deny the external ids of items that are not eligible; ids that are not known are ignored
 * @param filter tells by its external id whether an item is eligible; it is asked at most once for an item, in no
 *     particular order, and only about items that are otherwise eligible and among the best n of those looked at so far
 */
public record RecommendOptions(
        int n, boolean includeSeen, @Nullable Set<String> allow, Set<String> deny, Predicate<String> filter) {
    /**
     * Checks and copies the values.
     *
     * @throws IllegalArgumentException if n is less than 1
     * @throws NullPointerException if the deny list, the filter or an id is null
     */
    public RecommendOptions {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
        allow = allow == null ? null : Set.copyOf(allow);
        deny = Set.copyOf(deny);
        Objects.requireNonNull(filter, "filter");
    }

    /**
     * The best items that the user has not seen.
     *
     * @param n how many at most; at least 1
     * @return the options
     * @throws IllegalArgumentException if n is less than 1
     */
    public static RecommendOptions top(int n) {
        return new RecommendOptions(n, false, null, Set.of(), item -> true);
    }

    /**
     * The same, with the items that the user has seen.
     *
     * @return the options
     */
    public RecommendOptions withSeen() {
        return new RecommendOptions(n, true, allow, deny, filter);
    }

    /**
     * The same with an allow list, in place of any before.
     *
     * @param allow the external ids of all items that are eligible; an empty list allows none
     * @return the options
     */
    public RecommendOptions withAllow(Collection<String> allow) {
        return new RecommendOptions(n, includeSeen, Set.copyOf(allow), deny, filter);
    }

    /**
     * The same with a deny list, in place of any before.
     *
     * @param deny the external ids of items that are not eligible
     * @return the options
     */
    public RecommendOptions withDeny(Collection<String> deny) {
        return new RecommendOptions(n, includeSeen, allow, Set.copyOf(deny), filter);
    }

    /**
     * The same with a filter, in place of any before.
     *
     * @param filter tells by its external id whether an item is eligible
     * @return the options
     */
    public RecommendOptions withFilter(Predicate<String> filter) {
        return new RecommendOptions(n, includeSeen, allow, deny, filter);
    }
}
