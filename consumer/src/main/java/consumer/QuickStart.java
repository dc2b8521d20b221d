package consumer;

/** The first lines a user writes. */
public final class QuickStart {

    private QuickStart() {}

    /**
     * Runs them.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.println("Hello from Java " + Runtime.version().feature());
    }
}
