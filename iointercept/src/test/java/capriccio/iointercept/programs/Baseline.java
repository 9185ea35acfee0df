package capriccio.iointercept.programs;

/** Counts the threads of a JVM that does nothing but end one thread. */
public final class Baseline {
    private Baseline() {}

    public static void main(String[] args) throws Exception {
        Thread thread = new Thread(() -> {}, "nothing");
        thread.start();
        thread.join();
        Thread.sleep(500);
        System.out.println("OK osThreads=" + OsThreads.count());
    }
}
