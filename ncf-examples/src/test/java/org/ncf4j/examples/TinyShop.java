package org.ncf4j.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ncf4j.data.Interactions;
import org.ncf4j.model.Gmf;
import org.ncf4j.model.NcfModel;
import org.ncf4j.model.Trainer;
import org.ncf4j.model.TrainingConfig;

/**
 * Twenty users and twelve items in two halves: a user of one half rates six items of that half with 3 to 5 and one of the
 * other with 1, one a day.
 */
final class TinyShop {
    static final int USERS = 20;
    static final int ITEMS = 12;

    private TinyShop() {}

    /** {@code user,item,rating,time} with a header. */
    static String csv() {
        StringBuilder csv = new StringBuilder("user,item,rating,time\n");
        for (int user = 0; user < USERS; user++) {
            int half = user % 2;
            for (int day = 0; day < 5; day++) {
                int item = 2 * ((user / 2 + day) % (ITEMS / 2)) + half;
                csv.append(row(user, item, 3 + day % 3, day));
            }
            csv.append(row(user, (user + 1) % ITEMS, 1, 5));
        }
        return csv.toString();
    }

    /** The same without ratings and times, and with a label: 1 for 3 and more. */
    static String labeledCsv() {
        StringBuilder csv = new StringBuilder("user,item,label\n");
        csv().lines().skip(1).forEach(line -> {
            String[] fields = line.split(",", -1);
            csv.append(fields[0] + "," + fields[1] + "," + (Integer.parseInt(fields[2]) >= 3 ? 1 : 0) + "\n");
        });
        return csv.toString();
    }

    /** Writes a file and returns it. */
    static Path write(Path file, String text) throws IOException {
        return Files.writeString(file, text);
    }

    /** Trains a small model on these and saves it. */
    static Path model(Path file) throws IOException {
        Interactions.Builder builder = Interactions.builder().withMinRating(3);
        csv().lines().skip(1).map(line -> line.split(",", -1)).forEach(fields -> {
            builder.add(fields[0], fields[1], Double.parseDouble(fields[2]), Long.parseLong(fields[3]));
        });
        NcfModel model = Trainer.of(Gmf.defaults().withFactors(4))
                .withTraining(TrainingConfig.defaults().withEpochs(3))
                .train(builder.build())
                .model();
        model.save(file);
        return file;
    }

    private static String row(int user, int item, int rating, int day) {
        return "u" + user + ",i" + item + "," + rating + "," + (1_000 + 86_400L * day) + "\n";
    }
}
