package seda.sandStorm.lib.aSocket;

import java.util.concurrent.TimeUnit;

/**
 * The input rate controller: holds the read stage to a number of packets a second by pauses between its turns. A pause
 * shorter than the system can keep waits until it is worth it, and one that lasted too long is made up for, so that the
 * rate is met over tens of milliseconds. Only accessed by the read loop.
 */
final class InputRate {
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CREDIT = TimeUnit.MILLISECONDS.toNanos(20);

    private final double nanosPerPacket;
    private double paidAt = System.nanoTime(); // when the packets read so far are paid for

    InputRate(double packetsPerSecond) {
        if (!(packetsPerSecond > 0)) {
            throw new IllegalArgumentException(
                    "global.aSocket.rateController.rate is " + packetsPerSecond + ": give packets per second above 0");
        }
        nanosPerPacket = TimeUnit.SECONDS.toNanos(1) / packetsPerSecond;
    }

    void onPacket() {
        paidAt = Math.max(paidAt, System.nanoTime() - (double) CREDIT) + nanosPerPacket;
    }

    /** How long to read nothing now. */
    long pauseNanos() {
        long debt = (long) (paidAt - System.nanoTime());
        return debt < SHORTEST_PAUSE ? 0 : debt;
    }
}
