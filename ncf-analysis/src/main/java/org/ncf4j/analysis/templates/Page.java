package org.ncf4j.analysis.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the page shows, all of it text that the template escapes, but for the style, the script, and the data of the map. A
 * part that is null or empty is left out.
 *
 * @param title the page's title
 * @param style CSS
 * @param script JavaScript
 * @param policy what browsers are to allow the page
 * @param summary paragraphs
 * @param metrics the table of metrics
 * @param differences the table of differences
 * @param trainings one for each model
 * @param trainingPicture the curves
 * @param map the items in two dimensions
 * @param clusters one for each cluster
 * @param tables in order
 * @param users one for each user
 * @param choosable whether users are many and one is to be chosen
 * @param popularity how popular what is recommended is
 * @param findings what was found in the data
 * @param notes in order
 */
public record Page(
        String title,
        String style,
        String script,
        String policy,
        List<String> summary,
        @Nullable Metrics metrics,
        @Nullable Differences differences,
        List<Training> trainings,
        @Nullable Picture trainingPicture,
        @Nullable ItemMap map,
        List<Cluster> clusters,
        List<Table> tables,
        List<User> users,
        boolean choosable,
        @Nullable Popularity popularity,
        List<Finding> findings,
        List<Note> notes) {

    /**
     * The items in two dimensions.
     *
     * @param picture for those who cannot move it
     * @param verdict paragraphs: what to make of it
     * @param limit how many are shown, empty if all are
     * @param axes what the directions are
     * @param hasNeighbors whether neighbours are known
     * @param data what the script draws, as JSON that is no markup
     */
    public record ItemMap(
            Picture picture, List<String> verdict, String limit, String axes, boolean hasNeighbors, String data) {}

    /**
     * A table.
     *
     * @param heading above it, empty if it has none of its own
     * @param text paragraphs
     * @param columns at least one
     * @param rows one text for each column
     */
    public record Table(String heading, List<String> text, List<Column> columns, List<List<String>> rows) {}

    /**
     * A column of a table.
     *
     * @param name of the column
     * @param numbers whether it has numbers alone
     */
    public record Column(String name, boolean numbers) {}

    /**
     * How popular what is recommended is.
     *
     * @param picture shares of groups of items
     * @param measures one row for each
     * @param shares the picture's numbers
     */
    public record Popularity(Picture picture, Table measures, Table shares) {}

    /**
     * Something that was found in the data.
     *
     * @param severity in a word
     * @param subject in a few words
     * @param text in a sentence or two
     */
    public record Finding(String severity, String subject, String text) {}

    /**
     * A picture in all its forms, each a data URI.
     *
     * @param description what it shows
     * @param wide for wide pages
     * @param wideDark the same on a dark page
     * @param narrow for narrow pages
     * @param narrowDark the same on a dark page
     */
    public record Picture(String description, Image wide, Image wideDark, Image narrow, Image narrowDark) {}

    /**
     * An image.
     *
     * @param uri a data URI
     * @param width in CSS pixels
     * @param height in CSS pixels
     */
    public record Image(String uri, int width, int height) {}

    /**
     * The table of metrics.
     *
     * @param picture the same as a picture
     * @param models names of the columns
     * @param rows one for each metric
     * @param meanings what the metrics are, in words
     */
    public record Metrics(Picture picture, List<String> models, List<MetricsRow> rows, List<Meaning> meanings) {}

    /**
     * A row of the table of metrics.
     *
     * @param metric name of the row
     * @param cells one for each column
     */
    public record MetricsRow(String metric, List<MetricsCell> cells) {}

    /**
     * A cell of the table of metrics.
     *
     * @param mean the value
     * @param interval its interval, empty if there is none
     */
    public record MetricsCell(String mean, String interval) {}

    /**
     * The table of differences.
     *
     * @param picture the same as a picture
     * @param rows one for each difference
     */
    public record Differences(Picture picture, List<DifferenceRow> rows) {}

    /**
     * A difference of two models.
     *
     * @param model name of the model
     * @param reference name of the model that it is compared with
     * @param metric name of the metric
     * @param mean the mean difference
     * @param interval its interval
     * @param p the p-value
     * @param luck what the p-value says, in words
     */
    public record DifferenceRow(
            String model, String reference, String metric, String mean, String interval, String p, String luck) {}

    /**
     * A term and its meaning.
     *
     * @param term the term
     * @param meaning in words
     */
    public record Meaning(String term, String meaning) {}

    /**
     * How a model was trained.
     *
     * @param name of the model
     * @param epochs one for each line
     */
    public record Training(String name, List<Epoch> epochs) {
        /**
         * The last line.
         *
         * @return the last epoch
         */
        public Epoch last() {
            return epochs.get(epochs.size() - 1);
        }
    }

    /**
     * An epoch of training.
     *
     * @param number from 1
     * @param loss the loss
     * @param auc the training AUC
     * @param samples number of samples
     * @param seconds time taken
     * @param rate samples a second
     */
    public record Epoch(int number, String loss, String auc, String samples, String seconds, String rate) {}

    /**
     * A cluster.
     *
     * @param number from 1, as on the map
     * @param name of the cluster, empty if it has none
     * @param mark as on the map
     * @param size number of items
     * @param purity as text, empty if it is not known
     * @param attributes what is more common in it than elsewhere
     * @param typical names of typical items
     * @param popular names of popular items
     */
    public record Cluster(
            int number,
            String name,
            Mark mark,
            int size,
            String purity,
            List<String> attributes,
            List<String> typical,
            List<String> popular) {}

    /**
     * A shape in its colour.
     *
     * @param path the data of an SVG path, in a square from -1.3 to 1.3
     * @param color inside
     * @param edge of its line
     */
    public record Mark(String path, String color, String edge) {}

    /**
     * A user.
     *
     * @param id of the user
     * @param before what the user chose before
     * @param later what was held out; null if nothing is known of it
     * @param recommendations best first
     */
    public record User(String id, Items before, @Nullable Items later, List<Recommended> recommendations) {}

    /**
     * The beginning of a list of items.
     *
     * @param size how many there are
     * @param shown names of the first of them
     */
    public record Items(int size, List<String> shown) {
        /**
         * How many are not shown.
         *
         * @return at least 0
         */
        public int more() {
            return size - shown.size();
        }
    }

    /**
     * A recommended item.
     *
     * @param rank from 1
     * @param name of the item
     * @param reason why it is recommended, empty if that is not known
     * @param hit whether it is among what was held out
     * @param score as a number
     * @param percent as a whole number of hundredths, for the bar
     */
    public record Recommended(int rank, String name, String reason, boolean hit, String score, int percent) {}

    /**
     * A note.
     *
     * @param heading of the note
     * @param paragraphs of text
     * @param listing text to be shown as it is laid out, empty if there is none
     */
    public record Note(String heading, List<String> paragraphs, String listing) {}
}
