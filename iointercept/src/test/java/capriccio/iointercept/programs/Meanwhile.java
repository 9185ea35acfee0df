package capriccio.iointercept.programs;

import java.util.concurrent.CountDownLatch;

/** Shows that other threads run while one blocks: with one carrier, they could not if it were held. */
final class Meanwhile {
    private static final int HOPS = 5;

    private Meanwhile() {}

    /**
     * Runs {@code blocks} on a thread of its own; once others have handed on a token a few times after it began, releases
     * it by {@code release}, and joins it.
     */
    static void othersRun(Check.Body blocks, Check.Body release) throws Exception {
        Crew crew = new Crew();
        CountDownLatch begun = new CountDownLatch(1);
        crew.start("blocks", () -> {
            begun.countDown();
            blocks.run();
        });
        begun.await();
        hop();
        release.run();
        crew.join();
    }

    private static void hop() throws InterruptedException {
        for (int i = 0; i < HOPS; i++) {
            CountDownLatch hop = new CountDownLatch(1);
            Thread next = new Thread(hop::countDown);
            next.start();
            hop.await();
            Thread.sleep(5); // lets the thread that blocks get there: no other thread can tell that it has
            next.join();
        }
    }
}
