package org.ncf4j.model;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A model that was fitted to data and can be kept: a {@link Scorer} that knows what each user had seen and saves itself to
 * one file. Whatever reads a model file without caring how the model scores reads it by {@link #load}.
 *
 * <p>Models are immutable and thread-safe.
 */
public sealed interface Model extends Scorer permits NcfModel, ItemItemModel {
    /**
     * The items a user had seen in the data, positives and those below the rating threshold: dense indices, ascending; a
     * copy.
     *
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    int[] seen(int user);

    /**
     * A user's positives in the data: dense indices, ascending; a copy. What scores of him come from.
     *
     * @return none of an {@link NcfModel} {@linkplain NcfModel#withoutHistory without histories}
     * @throws IndexOutOfBoundsException if the user is out of range
     */
    int[] history(int user);

    /** Which model this is and how it was made, as a JSON object. */
    String configJson();

    /** SHA-256 of the data the model was fitted to, in hex, as {@code Interactions.fingerprint} gives it. */
    String dataFingerprint();

    /**
     * Scores for somebody the model was not fitted to, by what he has: of an {@link NcfModel} a row is found for him while all
     * else stays as it is, of an {@link ItemItemModel} the history is all it takes. Of more than 2,000 items an
     * {@link NcfModel} looks at an even sample. The first call of a model does what does not
     * depend on the history, which takes as long as thousands of those that follow; other threads wait for it.
     *
     * @param history dense indices of his items, in any order; repeats count once
     * @return a scorer of one user, index 0, and the items of this model; thread-safe. It refers to the model
     * @throws IndexOutOfBoundsException if an item is out of range
     * @throws IllegalStateException if this is an {@link NcfModel} of which nothing tells what a positive scores beside others: each
     *     of its users likes nothing, or all that there is
     */
    Scorer foldIn(int... history);

    /**
     * Whether {@link #foldIn} tells anything of somebody with this history: not if it is empty, if an {@link NcfModel} has nothing
     * to go by, or if an {@link ItemItemModel} has no weights from its items.
     *
     * @throws IndexOutOfBoundsException if an item is out of range
     */
    boolean canFoldIn(int... history);

    /**
     * How much each item of a history does for the scores of some items: the score with the whole history less the score
     * without this one, which is what leaving it out would change. Of an {@link ItemItemModel} it is the weight
     * {@code w[j -> i]}, and what all of the history do is the score. Of an {@link NcfModel} the scores are those of
     * {@link #foldIn}, and the sum means nothing: of two items that say the same, neither is missed alone.
     *
     * <p>Where folding in is least squares it takes as long as folding in a few times, whatever the length of the history (see
     * Hu, Koren and Volinsky: Collaborative Filtering for Implicit Feedback Datasets, ICDM 2008, section 5, which explains by the
     * same products); where it goes down a cross-entropy, one fold-in for each item that is left out, against the same sample of
     * other items.
     *
     * @param history dense indices of somebody's items, in any order; repeats count once
     * @param leftOut the ones that are left out, one at a time: dense indices, of the history
     * @param items dense indices of the items that are scored
     * @return for each that is left out what it does for each of the items
     * @throws IndexOutOfBoundsException if an index is out of range
     * @throws IllegalArgumentException if one that is left out is not of the history
     * @throws IllegalStateException as {@link #foldIn} does
     */
    double[][] influences(int[] history, int[] leftOut, int... items);

    /**
     * The same model without a user: id, history, what it holds of him alone. What he had bought has left its trace in the
     * rest, in the items' embeddings or weights, until the model is fitted anew, and {@link #dataFingerprint} is still that of
     * the data with him. Whatever else refers to the model before, a recommender or a file, still has him.
     *
     * @param user external id
     * @return a model in which those after him have moved up by one
     * @throws IllegalArgumentException if he is unknown, or the only user
     */
    Model forget(String user);

    /**
     * Writes the model to a safetensors file, under a checksum. It is written beside its target, flushed to disk and moved
     * into place in one step, so that there is never half a model. The bytes depend on data, config and seed alone.
     *
     * @throws IOException if the file cannot be written, or an id is not well-formed Unicode and has no bytes in UTF-8;
     *     what was there before is still there
     */
    void save(Path file) throws IOException;

    /**
     * Reads a model of either kind that {@link #save} wrote; it scores as that one did, bit for bit.
     *
     * @throws ModelFormatException if the file is no model, is damaged, or is of a version that is not known
     * @throws IOException if the file cannot be read
     */
    static Model load(Path file) throws IOException {
        return ModelFile.read(file);
    }
}
