package capriccio.iointercept.programs;

import java.util.concurrent.CountDownLatch;

/** A main that fails and leaves behind a thread that waits for it. */
public final class Forsaken {
    private Forsaken() {}

    public static void main(String[] args) {
        CountDownLatch never = new CountDownLatch(1);
        new Thread(() -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
        throw new IllegalStateException("main fails");
    }
}
