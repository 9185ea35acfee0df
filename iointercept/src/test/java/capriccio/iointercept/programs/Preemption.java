package capriccio.iointercept.programs;

import java.util.function.LongSupplier;

/** Hot loops that never block, and that end only when another thread has run. */
public final class Preemption {
    /** Enough rounds for each loop to be compiled before the last. */
    private static final int ROUNDS = 3;

    private static volatile boolean stopped;
    private static volatile long result;

    private Preemption() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println("loops begin");
        int loops = 0;
        for (int round = 0; round < ROUNDS; round++) {
            loops = 0;
            loops += race("while", Preemption::whileLoop);
            loops += race("do", Preemption::doLoop);
            loops += race("counted", Preemption::counted);
            loops += race("counted down", Preemption::countedDown);
            loops += race("long counted", Preemption::longCounted);
            loops += race("nested", Preemption::nested);
            loops += race("list", Preemption::list);
            loops += race("recursion", () -> recursion(90));
            loops += race("mutual recursion", () -> even(90));
            loops += race("exceptions", Preemption::exceptions);
            loops += race("switch", Preemption::switches);
            loops += race("spin lock", Preemption::spin);
        }
        System.out.println("OK loops=" + loops);
    }

    /** On one carrier the second thread stops the first only if that is preempted. */
    private static int race(String name, LongSupplier loop) throws InterruptedException {
        stopped = false;
        Thread hot = new Thread(() -> result = loop.getAsLong(), name);
        Thread other = new Thread(() -> stopped = true, "stops " + name);
        hot.start();
        other.start();
        other.join();
        hot.join();
        System.out.println("ended: " + name);
        return 1;
    }

    private static long whileLoop() {
        long n = 0;
        while (!stopped) {
            n++;
        }
        return n;
    }

    private static long doLoop() {
        long n = 1;
        do {
            n = n * 7 + 3;
        } while (!stopped);
        return n;
    }

    private static long counted() {
        long n = 0;
        while (!stopped) {
            for (int i = 0; i < 100_000_000; i++) {
                n = n * 31 + i;
            }
        }
        return n;
    }

    private static long countedDown() {
        long n = 0;
        while (!stopped) {
            for (int i = 100_000_000; i >= 0; i -= 2) {
                n = n * 31 + i;
            }
        }
        return n;
    }

    private static long longCounted() {
        long n = 0;
        for (long i = 0; i < Long.MAX_VALUE; i++) {
            n = n * 31 + i;
            if (stopped) {
                break;
            }
        }
        return n;
    }

    private static long nested() {
        int[][] a = new int[200][200];
        long n = 0;
        while (!stopped) {
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < a[i].length; j++) {
                    for (int k = 0; k < 8; k++) {
                        a[i][j] += k;
                    }
                    n += a[i][j];
                }
            }
        }
        return n;
    }

    private static final class Link {
        int value;
        Link next = this;
    }

    private static long list() {
        Link last = new Link();
        Link first = last;
        for (int i = 0; i < 1_000; i++) {
            Link link = new Link();
            link.value = i;
            link.next = first;
            first = link;
        }
        last.next = first; // a ring
        long n = 0;
        for (Link l = first; !stopped; l = l.next) {
            n += l.value;
        }
        return n;
    }

    private static long recursion(int n) {
        return stopped || n < 2 ? n : recursion(n - 1) + recursion(n - 2);
    }

    private static long even(int n) {
        return stopped || n < 2 ? n : odd(n - 1) + odd(n - 2);
    }

    private static long odd(int n) {
        return even(n - 1);
    }

    private static long exceptions() {
        long n = 0;
        while (true) {
            try {
                n += 1 / (n & 1);
            } catch (ArithmeticException e) {
                n++;
            } finally {
                n += 2;
            }
            if (stopped) {
                return n;
            }
        }
    }

    private static long switches() {
        int state = 0;
        long n = 0;
        while (true) {
            switch (state) {
                case 0 -> state = 1;
                case 1 -> state = stopped ? 2 : 0;
                default -> {
                    return n;
                }
            }
            n++;
        }
    }

    private static long spin() {
        long n = 0;
        while (!stopped) {
            Thread.onSpinWait();
            n++;
        }
        return n;
    }
}
